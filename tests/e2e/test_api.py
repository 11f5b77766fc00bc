"""Calls to the API: renewal on use, and refusals without a loop."""

import time

from playwright.sync_api import Page, expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

TOKEN = "/oauth2/token"


@only("launcher")
def test_an_expired_access_token_is_renewed_on_use(person: Person, site: Site) -> None:
    """A call with an expired token renews it once, and succeeds."""
    person.page.clock.install()  # before there are timers, which another clock could not call off
    person.has_signed_in()
    person.page.clock.set_fixed_time(time.time() + 3600)
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')
    person.settles("signed_in")
    assert _grants(site) == ["authorization_code", "refresh_token"]


@only("launcher")
def test_refusals_of_the_api_are_shown_and_end_there(person: Person, site: Site) -> None:
    """A 401 is answered with one renewal and one repetition, a 403 with neither."""
    person.watch.expect_failed_load("/api/user")
    person.has_signed_in()
    _api_answers(person.page, 403)
    person.asks_the_api()
    expect(person.api_result).to_have_text("HTTP 403")
    assert _calls(person) == 1
    assert _grants(site) == ["authorization_code"]

    _api_answers(person.page, 401)
    person.asks_the_api()
    expect(person.api_result).to_have_text("HTTP 401")
    assert _calls(person) == 3
    assert _grants(site) == ["authorization_code", "refresh_token"]
    person.settles("signed_in")


def _api_answers(page: Page, status: int) -> None:
    page.unroute_all()
    page.route("**/api/user", lambda route: route.fulfill(status=status))


def _calls(person: Person) -> int:
    return sum(request.url.endswith("/api/user") for request in person.watch.requests)


def _grants(site: Site) -> list[str]:
    return [one.form["grant_type"] for one in site.domain_log.find("POST", TOKEN)]
