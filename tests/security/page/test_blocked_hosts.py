"""An ad blocker, a proxy or somebody in between keeps the page from Cognito's hosts."""

import re

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

CALLBACK = re.compile(r"/\?code=")
UNREACHABLE = "The sign-in service could not be reached. Check your connection, then try again."


@only("mpy")
def test_a_blocked_host_is_said_and_spends_no_code(person: Person, site: Site) -> None:
    """Without the issuer's keys no code is sent; and once the way is free, a sign-in works."""
    person.watch.expect_trouble("ERR_FAILED", "ERR_BLOCKED_BY_CLIENT")
    person.open()
    person.goes_to_login()
    person.page.route(f"{site.origins.issuer}/**", lambda route: route.abort("blockedbyclient"))
    person.types_password()
    person.page.wait_for_url(site.url())
    person.settles("signed_out")
    expect(person.alert).to_have_text(UNREACHABLE)
    assert site.domain_log.find("POST", "/oauth2/token") == []

    person.page.unroute_all()
    person.page.route("**/oauth2/token", lambda route: route.abort())
    with person.page.expect_navigation(url=CALLBACK):
        person.button("Sign in").click()
    person.settles("signed_out")
    expect(person.alert).to_have_text(UNREACHABLE)

    person.page.unroute_all()
    person.button("Sign in").click()
    person.settles("signed_in")
    expect(person.alert).to_be_empty()
