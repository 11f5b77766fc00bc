"""The page of docs/your-own-page.md: PyScript as it comes, and the packaged zip."""

from playwright.sync_api import expect

from tests.e2e.entries import own_page
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor


@own_page("py", "mpy")
def test_the_guides_page_signs_people_in_and_out(visitor: Visitor, site: Site) -> None:
    """Two lines of its `pyscript.toml` install it; the page works as the guide says."""
    visitor.signs_in()
    expect(visitor.page.locator("#name")).to_have_text("Ada Lovelace")
    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text('"username"')
    with visitor.page.expect_navigation(url=site.url("/")):
        visitor.button("Sign out").click()
    visitor.settles("signed_out")
    assert visitor.watch.asked_for("auth-0.1.0.zip") >= 1
