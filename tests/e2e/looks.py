"""Visits every page and state that people can see, one after the other."""

from collections.abc import Iterator

from playwright.sync_api import expect

from inspector.drills.catalogue import DRILLS
from tests.e2e.remote import Held
from tests.e2e.visitor import Visitor

TOKEN = "/oauth2/token"
PAGES_OF_THE_DOMAIN = {
    "sign-up": "Create an account",
    "forgotten-password": "Forgot your password?",
    "provider": "Continue with Example",
}


def journey(visitor: Visitor) -> Iterator[str]:
    """Visit every page and state, and yield the name of each while it is shown."""
    yield from _before_a_sign_in(visitor)
    yield from _on_cognitos_pages(visitor)
    yield from _signed_in(visitor)
    yield from _ended(visitor)


def _before_a_sign_in(visitor: Visitor) -> Iterator[str]:
    held = Held(visitor.page, "**/auth.mpy.bin")
    with visitor.page.expect_request("**/auth.mpy.bin"):
        visitor.page.goto(visitor.site.url())
    yield "booting"
    held.release()
    visitor.settles("signed_out")
    yield "landing"
    visitor.goes_to_login()
    visitor.site.cognito.faults.enable("access-denied", times=1)
    visitor.types_password()
    expect(visitor.alert).not_to_be_empty()
    yield "refused"


def _on_cognitos_pages(visitor: Visitor) -> Iterator[str]:
    page = visitor.page
    visitor.site.reset()
    login = visitor.goes_to_login()
    yield "login"
    visitor.types_password("Difference-Engine-1822")
    expect(visitor.alert).not_to_be_empty()
    yield "login-mistake"
    for name, link in PAGES_OF_THE_DOMAIN.items():
        page.goto(login)
        page.get_by_role("link", name=link).click()
        yield name
    yield from _with_a_code(visitor, login)
    query = f"client_id=2hd8example7standin0client&redirect_uri={visitor.site.url()}"
    page.goto(f"{visitor.site.origins.domain}/passkeys/add?{query}")
    yield "passkeys"
    page.goto(login)


def _with_a_code(visitor: Visitor, login: str) -> Iterator[str]:
    """Show the pages that ask for a code from an e-mail."""
    page = visitor.page
    page.goto(login.replace("/login?", "/forgotPassword?"))
    page.get_by_label("Username").fill("grace")
    page.get_by_role("button").click()
    yield "new-password"
    page.goto(login.replace("/login?", "/signup?"))
    page.get_by_label("Username").fill("mary")
    page.get_by_label("E-mail address").fill("mary@example.com")
    page.get_by_label("Password").fill("Mechanism-of-Heavens-1831")
    page.get_by_role("button").click()
    yield "confirmation"
    yield from _with_a_second_factor(visitor, login)


def _with_a_second_factor(visitor: Visitor, login: str) -> Iterator[str]:
    """Show the page for the code of an authenticator app."""
    ada = visitor.site.cognito.pool.users["ada"]
    ada.second_factors = ["totp"]
    visitor.page.goto(f"{login}&acr_values=urn:cognito:loa:4")
    visitor.types_password()
    expect(visitor.page.get_by_label("Code")).to_be_visible()
    ada.second_factors = []
    yield "second-factor"


def _signed_in(visitor: Visitor) -> Iterator[str]:
    held = Held(visitor.page, "**/pyodide.asm.wasm")
    visitor.types_password()
    expect(visitor.page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    yield "greeting"
    held.release()
    visitor.settles("signed_in")
    yield "account"
    visitor.asks_the_api()
    expect(visitor.api_result).not_to_be_empty()
    visitor.button("Show my profile").click()
    expect(visitor.page.locator("#profile")).not_to_be_empty()
    yield "account-with-answers"


def _ended(visitor: Visitor) -> Iterator[str]:
    visitor.watch.expect_failed_load(TOKEN)
    visitor.site.cognito.faults.enable("error-invalid-grant")
    visitor.button("Renew now").click()
    visitor.settles("ended")
    expect(visitor.alert).not_to_be_empty()
    yield "ended"


def inspector_journey(visitor: Visitor) -> Iterator[str]:
    """Go through the states of the inspector; yield the name of each while it is shown."""
    page = visitor.page
    held = Held(page, "**/pyodide.asm.wasm")
    page.goto(visitor.site.url("/inspector/"))
    yield "inspector-booting"
    held.release()
    visitor.settles("signed_out")
    yield "inspector-signed-out"
    visitor.goes_to_login()
    visitor.types_password()
    page.wait_for_url("**/inspector/")
    visitor.settles("signed_in")
    expect(page.locator("#diagram svg")).to_be_visible()
    yield "inspector-signed-in"
    yield from _tokens_and_drills(visitor)


def _tokens_and_drills(visitor: Visitor) -> Iterator[str]:
    visitor.button("Refresh now").click()
    expect(visitor.page.locator("#generations tbody tr")).to_have_count(2)
    visitor.button("Check who accepts them").click()
    expect(visitor.page.locator(".verdict.accepted")).to_have_count(4)
    visitor.button("Revoke generation 1").click()
    expect(visitor.page.locator(".verdict.refused")).to_have_count(2)
    visitor.page.locator("summary").click()
    yield "inspector-tokens"
    for button in visitor.page.get_by_role("button", name="Try it").all():
        button.click()
    expect(visitor.page.locator(".refused-attack")).to_have_count(len(DRILLS))
    yield "inspector-drills"
