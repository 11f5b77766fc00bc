"""Sign-in, from the landing page to the API's response."""

import re

from playwright.sync_api import expect

from tests.e2e.domain_log import s256
from tests.e2e.entries import only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor


def test_a_person_signs_in_and_the_api_knows_them(visitor: Visitor, site: Site) -> None:
    """The page shows who signed in, the API agrees, and the code was exchanged once, with PKCE."""
    visitor.signs_in()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
    expect(visitor.page.locator("#email")).to_have_text("ada@example.com")
    expect(visitor.page.locator("#groups")).to_have_text("admins")
    assert visitor.page.url == site.url("/")

    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text('"username": "ada"')

    [login] = site.domain_log.find("GET", "/login")
    [exchange] = site.domain_log.find("POST", "/oauth2/token")
    asked, form = login.parameters, exchange.form
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] == s256(form["code_verifier"])
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", form["code_verifier"])
    assert len({asked["state"], asked["nonce"], form["code_verifier"]}) == 3
    assert not {"cookie", "authorization", "referer"} & exchange.headers.keys()


@only("launcher")
def test_a_wrong_password_stays_on_the_login_page(visitor: Visitor, site: Site) -> None:
    """Cognito's page shows the error, and the app is not notified."""
    visitor.open()
    visitor.goes_to_login()
    visitor.types_password("Difference-Engine-1822")
    expect(visitor.alert).to_have_text("Incorrect username or password.")
    assert visitor.page.url.startswith(f"{site.origins.domain}/login?")
    assert visitor.watch.documents() == 1


@only("launcher")
def test_signing_in_and_out_works_without_a_mouse(visitor: Visitor, site: Site) -> None:
    """Tab and Enter are enough to sign in, call the API and sign out."""
    press, write = visitor.page.keyboard.press, visitor.page.keyboard.type
    visitor.open()
    press("Tab")
    expect(visitor.button("Sign in")).to_be_focused()
    press("Enter")
    expect(visitor.page.get_by_label("Username")).to_be_focused()
    write("ada")
    press("Tab")
    write("Analytical-Engine-1843")
    press("Enter")
    visitor.settles("signed_in")
    for name in ("Show my profile", "Renew now", "Call the API"):
        press("Tab")
        expect(visitor.button(name)).to_be_focused()
    press("Enter")
    expect(visitor.api_result).to_contain_text('"username": "ada"')
    press("Tab")
    expect(visitor.button("Sign out")).to_be_focused()
    with visitor.page.expect_navigation(url=site.url("/")):
        press("Enter")
    visitor.settles("signed_out")
    visitor.sees_nothing_protected()
