"""An ad blocker, a proxy or somebody in between keeps the page from Cognito's hosts."""

import re

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

CALLBACK = re.compile(r"/\?code=")
UNREACHABLE = "The sign-in service could not be reached. Check your connection, then try again."


@only("mpy")
def test_a_blocked_host_is_said_and_spends_no_code(visitor: Visitor, site: Site) -> None:
    """Without the issuer's keys no code is sent; and once the way is free, a sign-in works."""
    visitor.watch.expect_trouble("ERR_FAILED", "ERR_BLOCKED_BY_CLIENT")
    visitor.open()
    visitor.goes_to_login()
    visitor.page.route(f"{site.origins.issuer}/**", lambda route: route.abort("blockedbyclient"))
    visitor.types_password()
    visitor.page.wait_for_url(site.url())
    visitor.settles("signed_out")
    expect(visitor.alert).to_have_text(UNREACHABLE)
    assert site.domain_log.find("POST", "/oauth2/token") == []

    visitor.page.unroute_all()
    visitor.page.route("**/oauth2/token", lambda route: route.abort())
    with visitor.page.expect_navigation(url=CALLBACK):
        visitor.button("Sign in").click()
    visitor.settles("signed_out")
    expect(visitor.alert).to_have_text(UNREACHABLE)

    visitor.page.unroute_all()
    visitor.button("Sign in").click()
    visitor.settles("signed_in")
    expect(visitor.alert).to_be_empty()
