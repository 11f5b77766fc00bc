"""Refusals by Cognito: a cancelled sign-in, and errors of the token endpoint."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

TOKEN = "/oauth2/token"
REFUSED = "The sign-in service could not complete the request. Please try again."
SENSELESS = "The sign-in service sent an invalid response. Please try again."
UNREACHABLE = "The sign-in service could not be reached. Check your connection, then try again."
TROUBLE = {
    "error-invalid-grant": "This sign-in is no longer valid. Please sign in again.",
    "server-crash": REFUSED,
    "html-error": UNREACHABLE,
    "dropped-connection": UNREACHABLE,
    "html-success": SENSELESS,
    "empty-body": SENSELESS,
    "empty-list": SENSELESS,
}
CALLBACK = re.compile(r"/\?code=")


@only("mpy")
def test_a_cancelled_sign_in_is_explained_and_can_be_repeated(person: Person, site: Site) -> None:
    """The page says so, and the next sign-in still leads to where the first one started."""
    person.open("/reports?year=1843")
    person.goes_to_login()
    site.cognito.faults.enable("access-denied", times=1)
    person.types_password()
    person.page.wait_for_url(site.url("/"))
    person.settles("signed_out")
    expect(person.alert).to_have_text("Sign-in was cancelled.")
    assert site.domain_log.find("POST", TOKEN) == []

    person.goes_to_login()
    person.types_password()
    person.page.wait_for_url(site.url("/reports?year=1843"))
    person.settles("signed_in")
    expect(person.alert).to_be_empty()


@only("mpy")
def test_trouble_at_the_token_endpoint_is_explained_and_passes(
    person: Person, site: Site, subtests: pytest.Subtests
) -> None:
    """Each kind ends in a sentence and a "Sign in" that works, and no code is sent twice."""
    person.watch.expect_failed_load(TOKEN)
    person.watch.expect_trouble(f"{TOKEN}' from origin '{site.origins.page}' has been blocked")
    person.open()
    person.goes_to_login()
    go_on: Callable[[], None] = person.types_password
    for trouble, sentence in TROUBLE.items():
        with subtests.test(trouble=trouble), _made(trouble, person.page, site):
            with person.page.expect_navigation(url=CALLBACK):
                go_on()
            person.settles("signed_out")
            expect(person.alert).to_have_text(sentence)
            person.sees_nothing_protected()
        # From now on Cognito knows the browser and asks for no password.
        go_on = person.button("Sign in").click
    go_on()
    person.settles("signed_in")
    expect(person.alert).to_be_empty()
    sent = [one.post_data for one in person.watch.requests if one.url.endswith(TOKEN)]
    assert len(sent) == len(set(sent)) == len(TROUBLE) + 1


@contextmanager
def _made(trouble: str, page: Page, site: Site) -> Iterator[None]:
    """Make trouble every time, since browsers repeat a request whose kept connection was cut."""
    if trouble == "empty-list":
        page.route(f"**{TOKEN}", _answer_with_an_empty_list, times=1)
    else:
        site.cognito.faults.enable(trouble)
    yield
    site.cognito.faults.clear()


def _answer_with_an_empty_list(route: Route) -> None:
    route.fulfill(json=[], headers={"access-control-allow-origin": "*"})
