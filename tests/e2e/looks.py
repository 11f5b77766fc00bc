"""Visits every page and state that people can see, one after the other."""

from collections.abc import Iterator
from dataclasses import replace

from playwright.sync_api import expect

from inspector.drills.catalogue import DRILLS
from tests.e2e.person import Person
from tests.e2e.remote import Held

TOKEN = "/oauth2/token"
PAGES_OF_THE_DOMAIN = {
    "sign-up": "Create an account",
    "forgotten-password": "Forgot your password?",
    "provider": "Continue with Example",
}


def journey(person: Person) -> Iterator[str]:
    """Visit every page and state, and yield the name of each while it is shown."""
    yield from _before_a_sign_in(person)
    yield from _on_cognitos_pages(person)
    yield from _signed_in(person)
    yield from _ended(person)


def _before_a_sign_in(person: Person) -> Iterator[str]:
    held = Held(person.page, "**/launcher.mpy.bin")
    with person.page.expect_request("**/launcher.mpy.bin"):
        person.page.goto(person.site.url())
    yield "booting"
    held.release()
    person.settles("signed_out")
    yield "landing"
    person.goes_to_login()
    person.site.cognito.faults.enable("access-denied", times=1)
    person.types_password()
    expect(person.alert).not_to_be_empty()
    yield "refused"


def _on_cognitos_pages(person: Person) -> Iterator[str]:
    page = person.page
    person.site.reset()
    login = person.goes_to_login()
    yield "login"
    person.types_password("Difference-Engine-1822")
    expect(person.alert).not_to_be_empty()
    yield "login-mistake"
    for name, link in PAGES_OF_THE_DOMAIN.items():
        page.goto(login)
        person.leaves_by(page.get_by_role("link", name=link))
        yield name
    yield from _with_a_code(person, login)
    query = f"client_id=2hd8example7standin0client&redirect_uri={person.site.url()}"
    person.watch.expect_failed_load("/passkeys/add")
    page.goto(f"{person.site.origins.domain}/passkeys/add?{query}")
    yield "passkeys-without-session"
    page.goto(login)


def _with_a_code(person: Person, login: str) -> Iterator[str]:
    """Show the pages that ask for a code from an e-mail."""
    page = person.page
    page.goto(login.replace("/login?", "/forgotPassword?"))
    page.get_by_label("Username").fill("grace")
    person.leaves_by(page.get_by_role("button"))
    yield "new-password"
    page.goto(login.replace("/login?", "/signup?"))
    page.get_by_label("Username").fill("mary")
    page.get_by_label("E-mail address").fill("mary@example.com")
    page.get_by_label("Password").fill("Mechanism-of-Heavens-1831")
    person.leaves_by(page.get_by_role("button"))
    yield "confirmation"
    yield from _with_a_second_factor(person, login)


def _with_a_second_factor(person: Person, login: str) -> Iterator[str]:
    """Show the pages for second factors, and those without a password."""
    cognito, page = person.site.cognito, person.page
    ada = cognito.pool.users["ada"]
    ada.second_factors = ada.active_factors = ["totp", "email"]
    page.goto(login)
    person.types_password()
    expect(page.get_by_label("Code")).to_be_visible()
    yield "second-factor"
    ada.second_factors, ada.active_factors = [], []
    settings = cognito.pool.factors
    cognito.pool.factors = replace(settings, mfa="ON", first=("PASSWORD",))
    page.goto(login)
    person.types_password()
    expect(page.get_by_label("Code in the app")).to_be_visible()
    yield "second-factor-setup"
    cognito.pool.factors = settings
    for name, button in (("one-time-code", "Get a code by e-mail"), ("passkey", "Use a passkey")):
        page.goto(login)
        page.get_by_label("Username").fill("ada")
        person.leaves_by(page.get_by_role("button", name=button))
        yield name
    cognito.switches.one_click_people = True
    page.goto(login)
    yield "login-people"
    cognito.switches.one_click_people = False


def _signed_in(person: Person) -> Iterator[str]:
    held = Held(person.page, "**/pyodide.asm.wasm")
    person.types_password()
    expect(person.page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    yield "greeting"
    held.release()
    person.settles("signed_in")
    yield "account"
    person.asks_the_api()
    expect(person.api_result).not_to_be_empty()
    person.button("Show my profile").click()
    expect(person.page.locator("#profile")).not_to_be_empty()
    yield "account-with-answers"
    query = f"client_id=2hd8example7standin0client&redirect_uri={person.site.url()}"
    person.page.goto(f"{person.site.origins.domain}/passkeys/add?{query}")
    yield "passkeys"
    person.page.goto(person.site.url())
    person.settles("signed_in")


def _ended(person: Person) -> Iterator[str]:
    person.watch.expect_failed_load(TOKEN)
    person.site.cognito.faults.enable("error-invalid-grant")
    person.button("Renew now").click()
    person.settles("ended")
    expect(person.alert).not_to_be_empty()
    yield "ended"


def inspector_journey(person: Person) -> Iterator[str]:
    """Go through the states of the inspector; yield the name of each while it is shown."""
    page = person.page
    held = Held(page, "**/pyodide.asm.wasm")
    page.goto(person.site.url("/inspector/"))
    yield "inspector-booting"
    held.release()
    person.settles("signed_out")
    yield "inspector-signed-out"
    person.goes_to_login()
    person.types_password()
    page.wait_for_url("**/inspector/")
    person.settles("signed_in")
    expect(page.locator("#diagram svg")).to_be_visible()
    yield "inspector-signed-in"
    yield from _tokens_and_drills(person)


def _tokens_and_drills(person: Person) -> Iterator[str]:
    person.button("Refresh now").click()
    expect(person.page.locator("#generations tbody tr")).to_have_count(2)
    person.button("Check who accepts them").click()
    expect(person.page.locator(".verdict.accepted")).to_have_count(4)
    person.button("Revoke generation 1").click()
    expect(person.page.locator(".verdict.refused")).to_have_count(2)
    person.page.locator("summary").click()
    expect(person.page.locator("details > :not(summary)").first).to_be_visible()
    yield "inspector-tokens"
    for button in person.page.get_by_role("button", name="Try it").all():
        button.click()
    expect(person.page.locator(".refused-attack")).to_have_count(len(DRILLS))
    yield "inspector-drills"
