"""A session after a reload, the back button and a sign-out."""

from playwright.sync_api import expect

from tests.e2e.entries import WHEN_SIGNED_IN, only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor


@only(*WHEN_SIGNED_IN)
def test_a_reload_and_the_back_button_keep_the_session(visitor: Visitor, site: Site) -> None:
    """Neither sends a second token request, although Back leads to a used callback."""
    visitor.signs_in()
    visitor.page.reload()
    visitor.settles("signed_in")
    expect(visitor.page.locator("#name")).to_have_text("Ada Lovelace")

    visitor.page.go_back()  # to Cognito's page, which answers at once with another code
    visitor.page.wait_for_url(site.url("/"))
    visitor.settles("signed_in")
    expect(visitor.alert).to_be_empty()
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1


@only(*WHEN_SIGNED_IN)
def test_signing_out_is_complete(visitor: Visitor, site: Site) -> None:
    """Storage is empty, the tokens are revoked, and Cognito asks for the password again."""
    visitor.signs_in()
    visitor.asks_the_api()
    expect(visitor.api_result).not_to_be_empty()

    with visitor.page.expect_navigation(url=site.url("/")):
        visitor.button("Sign out").click()
    visitor.settles("signed_out")
    assert len(site.domain_log.find("GET", "/logout")) == 1
    visitor.sees_nothing_protected()
    assert visitor.page.evaluate("Object.keys(sessionStorage)") == []
    [family] = site.cognito.families.by_origin.values()
    assert family.revoked
    assert [one.status for one in site.domain_log.find("POST", "/oauth2/revoke")] == [200]

    visitor.page.go_back()
    visitor.settles("signed_out")
    visitor.sees_nothing_protected()
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1

    visitor.goes_to_login()
    expect(visitor.page.get_by_label("Password")).to_be_visible()
