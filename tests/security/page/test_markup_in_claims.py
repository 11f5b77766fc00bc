"""An attacker calls themselves by markup, or the API's data holds some."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Route, expect

from tests.e2e.entries import WHEN_SIGNED_IN, only
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.security.page.payloads import MARKUP, OWNED

ALL = "".join(MARKUP)
EMAIL = f'"{MARKUP[0]}"@example.com'


@only(*WHEN_SIGNED_IN)
def test_claims_and_data_are_shown_as_text(person: Person, site: Site) -> None:
    """Name, e-mail, groups and the API's response are shown character by character."""
    person.page.route("**/api/user", _answer_with_markup)
    with _called(site.cognito.pool.users["ada"]):
        person.signs_in()
        person.asks_the_api()
    shown = {"#name": ALL, "#email": EMAIL, "#groups": MARKUP[5], "#api-result": ALL}
    for place, text in shown.items():
        element = person.page.locator(place)
        expect(element).to_have_text(text, use_inner_text=False)
        assert element.evaluate("element => element.children.length") == 0
    assert person.page.title() != OWNED
    person.page.reload()
    person.settles("signed_in")
    expect(person.page.locator("#name")).to_have_text(ALL, use_inner_text=False)
    assert person.page.title() != OWNED


@contextmanager
def _called(user: Any) -> Iterator[None]:
    before = dict(user.attributes), list(user.groups)
    user.attributes.update(name=ALL, email=EMAIL)
    user.groups[:] = [MARKUP[5]]
    try:
        yield
    finally:
        user.attributes.clear()
        user.attributes.update(before[0])
        user.groups[:] = before[1]


def _answer_with_markup(route: Route) -> None:
    route.fulfill(body=ALL, content_type="text/html")
