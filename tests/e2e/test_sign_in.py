"""Sign-in, from the landing page to the API's response."""

import re

from playwright.sync_api import expect

from tests.e2e.domain_log import s256
from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site


def test_a_person_signs_in_and_the_api_knows_them(person: Person, site: Site) -> None:
    """The page shows who signed in, the API agrees, and the code was exchanged once, with PKCE."""
    person.signs_in()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
    expect(person.page.locator("#email")).to_have_text("ada@example.com")
    expect(person.page.locator("#groups")).to_have_text("admins")
    assert person.page.url == site.url("/")

    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')

    [login] = site.domain_log.find("GET", "/login")
    [exchange] = site.domain_log.find("POST", "/oauth2/token")
    asked, form = login.parameters, exchange.form
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] == s256(form["code_verifier"])
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", form["code_verifier"])
    assert len({asked["state"], asked["nonce"], form["code_verifier"]}) == 3
    assert not {"cookie", "authorization", "referer"} & exchange.headers.keys()


@only("launcher")
def test_a_wrong_password_stays_on_the_login_page(person: Person, site: Site) -> None:
    """Cognito's page shows the error, and the app is not notified."""
    person.open()
    person.goes_to_login()
    person.types_password("Difference-Engine-1822")
    expect(person.alert).to_have_text("Incorrect username or password.")
    assert person.page.url.startswith(f"{site.origins.domain}/login?")
    assert person.watch.documents() == 1


@only("launcher")
def test_signing_in_and_out_works_without_a_mouse(person: Person, site: Site) -> None:
    """Tab and Enter are enough to sign in, call the API and sign out."""
    press, write = person.page.keyboard.press, person.page.keyboard.type
    person.open()
    press("Tab")
    expect(person.button("Sign in")).to_be_focused()
    press("Enter")
    expect(person.page.get_by_label("Username")).to_be_focused()
    write("ada")
    press("Tab")
    write("Analytical-Engine-1843")
    press("Enter")
    person.settles("signed_in")
    for element in (
        person.button("Show my profile"),
        person.page.get_by_role("link", name="Manage your account"),
        person.button("Renew now"),
        person.button("Call the API"),
    ):
        press("Tab")
        expect(element).to_be_focused()
    press("Enter")
    expect(person.api_result).to_contain_text('"username": "ada"')
    press("Tab")
    expect(person.button("Sign out")).to_be_focused()
    with person.page.expect_navigation(url=site.url("/")):
        press("Enter")
    person.settles("signed_out")
    person.sees_nothing_protected()
