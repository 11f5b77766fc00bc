"""The page of docs/your-own-page.md: PyScript as it comes, and the packaged zip."""

from playwright.sync_api import expect

from server.page_zip import file_name
from server.runtimes import ROOT
from tests.e2e.entries import own_page
from tests.e2e.person import Person


@own_page("py", "mpy")
def test_two_lines_install_it(person: Person) -> None:
    """The page starts on both interpreters, with nobody signed in."""
    person.open()
    expect(person.button("Sign in")).to_be_visible()
    expect(person.button("Sign out")).to_be_hidden()
    assert person.watch.asked_for(file_name(ROOT)) == 1


@own_page("mpy")
def test_the_guides_page_signs_people_in_and_out(person: Person) -> None:
    """It works as the guide says: name, API, and out again."""
    person.signs_in()
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace")
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username"')
    person.signs_out()
