"""The page of docs/your-own-page.md: PyScript as it comes, and the packaged zip."""

from playwright.sync_api import expect

from server.page_zip import file_name
from server.runtimes import ROOT
from tests.e2e.entries import own_page
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor


@own_page("py", "mpy")
def test_two_lines_install_it(visitor: Visitor) -> None:
    """The page starts on both interpreters, with nobody signed in."""
    visitor.open()
    expect(visitor.button("Sign in")).to_be_visible()
    expect(visitor.button("Sign out")).to_be_hidden()
    assert visitor.watch.asked_for(file_name(ROOT)) == 1


@own_page("mpy")
def test_the_guides_page_signs_people_in_and_out(visitor: Visitor, site: Site) -> None:
    """It works as the guide says: name, API, and out again."""
    visitor.signs_in()
    expect(visitor.page.locator("#name")).to_have_text("Ada Lovelace")
    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text('"username"')
    with visitor.page.expect_navigation(url=site.url("/")):
        visitor.button("Sign out").click()
    visitor.settles("signed_out")
