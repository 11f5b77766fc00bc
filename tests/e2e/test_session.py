"""A session after a reload, the back button and a sign-out."""

from playwright.sync_api import expect

from tests.e2e.entries import WHEN_SIGNED_IN, only
from tests.e2e.person import Person
from tests.e2e.site import Site


@only(*WHEN_SIGNED_IN)
def test_a_reload_and_the_back_button_keep_the_session(person: Person, site: Site) -> None:
    """Neither sends a second token request, although Back leads to a used callback."""
    person.signs_in()
    person.page.reload()
    person.settles("signed_in")
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace")

    person.page.go_back()  # to Cognito's page, which answers at once with another code
    person.page.wait_for_url(site.url("/"))
    person.settles("signed_in")
    expect(person.alert).to_be_empty()
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1


@only(*WHEN_SIGNED_IN)
def test_signing_out_is_complete(person: Person, site: Site) -> None:
    """Storage is empty, the tokens are revoked, and Cognito asks for the password again."""
    person.signs_in()
    person.asks_the_api()
    expect(person.api_result).not_to_be_empty()

    person.signs_out()
    assert len(site.domain_log.find("GET", "/logout")) == 1
    person.sees_nothing_protected()
    assert person.page.evaluate("Object.keys(sessionStorage)") == []
    [family] = site.cognito.families.by_origin.values()
    assert family.revoked
    assert [one.status for one in site.domain_log.find("POST", "/oauth2/revoke")] == [200]

    person.page.go_back()
    person.settles("signed_out")
    person.sees_nothing_protected()
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1

    person.goes_to_login()
    expect(person.page.get_by_label("Password")).to_be_visible()
