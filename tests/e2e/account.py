"""Ada on the account page, and a way through all of its states."""

import time
from collections.abc import Iterator

from playwright.sync_api import expect

from cognito_stand_in.factors.totp import code_at
from cognito_stand_in.messages import Purpose
from cognito_stand_in.pool import User
from tests.e2e.person import Person
from tests.e2e.remote import Held
from tests.support.virtual_authenticator import VirtualAuthenticator


class AccountPage(Person):
    """Ada on the account page."""

    @property
    def user(self) -> User:
        """Her account in the stand-in."""
        return self.site.cognito.pool.users["ada"]

    def opens_her_account(self) -> None:
        """Open `/account` with a session, and wait until the account shows."""
        self.has_signed_in("/account")
        expect(self.page.locator("#passkey-list")).to_have_text("You have no passkeys.")

    def types(self, label: str, text: str) -> None:
        """Type into the input with that label, and press Enter."""
        self.page.get_by_label(label, exact=True).fill(text)
        self.page.keyboard.press("Enter")

    def sees_done(self, sentence: str) -> None:
        """Check what the page says that was done, and that it shows no error."""
        expect(self.page.locator("#done")).to_have_text(sentence)
        expect(self.alert).to_be_empty()

    def sees_refused(self, sentence: str) -> None:
        """Check the error that the page shows, and that the session stays."""
        expect(self.alert).to_have_text(sentence)
        expect(self.page.locator("html")).to_have_attribute("data-session", "signed_in")

    def expects_refusals(self) -> None:
        """Expect that the pool's API answers 400, which Chromium prints on the console."""
        self.watch.expect_failed_load(f"{self.site.origins.issuer}/")

    def code(self, purpose: Purpose = "verify-email") -> str:
        """Return the code that was sent to her last."""
        return self.site.cognito.directory.outbox["ada", purpose].code

    def begins_totp(self) -> str:
        """Start to set up an authenticator app, and return its secret."""
        self.button("Set up an authenticator app").click()
        expect(self.page.get_by_role("img", name="QR code")).to_be_visible()
        return self.page.locator("#totp-key").inner_text().replace(" ", "")

    def is_away(self, *, seconds: int) -> None:
        """Let time pass, for the device and for Cognito."""
        faults = self.site.cognito.faults
        faults.skew_seconds = seconds
        faults.enable("clock-ahead")
        self.page.clock.fast_forward(seconds * 1000)


def account_journey(person: Person) -> Iterator[str]:
    """Go through the states of the account page; yield the name of each while it is shown."""
    ada = AccountPage(person.page, person.site, person.watch)
    VirtualAuthenticator(ada.page)
    ada.expects_refusals()
    ada.page.clock.install()
    ada.open("/account")
    yield "account-landing"
    ada.goes_to_login()
    held = Held(ada.page, "**/pyodide.asm.wasm")
    ada.types_password()
    expect(ada.page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    yield "account-greeting"
    held.release()
    ada.settles("signed_in")
    expect(ada.page.locator("#passkey-list")).not_to_be_empty()
    yield "account-signed-in"
    yield from _changes(ada)
    yield from _ends(ada)


def _changes(ada: AccountPage) -> Iterator[str]:
    ada.types("E-mail address", "lovelace@example.com")
    expect(ada.page.locator("#code-form")).to_be_visible()
    yield "account-code"
    ada.types("Code from the e-mail", "000000")
    expect(ada.alert).not_to_be_empty()
    yield "account-refused"
    secret = ada.begins_totp()
    yield "account-authenticator"
    ada.types("Six digits that the app shows", code_at(secret, time.time()))
    expect(ada.page.locator("#done")).not_to_be_empty()
    yield "account-authenticator-on"
    ada.button("Add a passkey").click()
    expect(ada.page.locator("#passkey-list button")).to_have_count(1)
    yield "account-passkey"


def _ends(ada: AccountPage) -> Iterator[str]:
    ada.is_away(seconds=1000)
    ada.button("Delete my account …").click()
    ada.page.wait_for_url("**/login?*")
    ada.user.active_factors = []
    ada.types_password()
    ada.page.wait_for_url("**/account")
    expect(ada.button("Delete my account …")).to_be_focused()
    yield "account-again"
    ada.button("Delete my account …").click()
    expect(ada.page.get_by_role("dialog")).to_be_visible()
    yield "account-deletion"
