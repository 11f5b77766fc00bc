"""An impatient person, or a script, presses "Sign in" more than once."""

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

PRESS = "button => { button.click(); button.click(); button.click(); }"


@only("mpy")
def test_one_sign_in_is_started(person: Person, site: Site) -> None:
    """The browser leaves once, and the sign-in that it left with can be finished."""
    person.open()
    person.button("Sign in").evaluate(PRESS)
    person.page.wait_for_url("**/login?*")
    person.types_password()
    person.settles("signed_in")
    expect(person.alert).to_be_empty()
    assert len(site.domain_log.find("GET", "/login")) == 1
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1
    keys = person.page.evaluate("Object.keys(sessionStorage)")
    assert [key for key in keys if "transaction" in key] == []
