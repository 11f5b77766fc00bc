"""The page as it is built for production, served by nginx: at the root of a host and below it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.person import Person
from tests.e2e.published import Published
from tests.e2e.site import Site


@pytest.fixture(scope="session")
def served_site(production: Published) -> Site:
    """Return the site to person and watch."""
    return production.site


def test_a_person_signs_in_calls_the_api_and_signs_out(
    person: Person, production: Published
) -> None:
    """All of it from files alone, and no authorization code comes into a log of nginx's."""
    home = production.site.home
    person.signs_in(home)
    assert person.page.url == production.site.url(home)
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')
    person.signs_out()
    person.sees_nothing_protected()
    person.open(f"{home}reports/7?year=1843")
    logged = production.logged()
    assert any(f'"GET {home} HTTP/1.1" 200' in line for line in logged)
    assert any(f'"GET {home}reports/7 HTTP/1.1" 200' in line for line in logged)
    production.site.access_log.extend(logged)
