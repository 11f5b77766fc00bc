"""The page `/account`, on both interpreters, with the stand-in and a virtual authenticator."""

import dataclasses
import time
from typing import Any

import pytest
from playwright.sync_api import Request, expect

from cognito_stand_in.factors.settings import FactorSettings
from cognito_stand_in.factors.totp import code_at
from tests.e2e.account import AccountPage
from tests.e2e.entries import WHEN_SIGNED_IN, only
from tests.e2e.person import PASSWORD, Person
from tests.e2e.site import Site
from tests.support.virtual_authenticator import VirtualAuthenticator

NEW_PASSWORD = "Difference-Engine-1822"


@pytest.fixture
def ada(person: Person) -> AccountPage:
    """Return Ada, with an empty tab."""
    return AccountPage(person.page, person.site, person.watch)


@only(*WHEN_SIGNED_IN)
def test_name_and_address_change(ada: AccountPage) -> None:
    """The address counts once its code was typed; wrong and used codes are refused."""
    ada.expects_refusals()
    ada.opens_her_account()
    ada.types("Name", "Ada King")
    ada.sees_done("The name was saved.")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Ada King")

    ada.types("E-mail address", "lovelace@example.com")
    expect(ada.page.locator("#code-sent")).to_have_text("A code was sent to l***@e***.")
    ada.sees_done("The e-mail address was saved.")
    expect(ada.page.get_by_label("Code from the e-mail")).to_be_focused()
    ada.types("Code from the e-mail", "000000")
    ada.sees_refused("This code is wrong or was used before. Enter the latest code.")
    expect(ada.page.locator("#done")).to_be_hidden()
    ada.types("Code from the e-mail", ada.code())
    ada.sees_done("The e-mail address is confirmed.")
    expect(ada.page.locator("#email")).to_have_text("lovelace@example.com")
    assert ada.user.attributes["email"] == "lovelace@example.com"
    assert ada.user.attributes["email_verified"] == "true"


@only(*WHEN_SIGNED_IN)
def test_the_password_changes(ada: AccountPage) -> None:
    """With the current one; weak and wrong ones are refused in a sentence."""
    ada.watch.guard("password", NEW_PASSWORD)
    ada.expects_refusals()
    ada.opens_her_account()
    ada.page.get_by_label("Current password", exact=True).fill("Not-Hers-1843")
    ada.types("New password", NEW_PASSWORD)
    ada.sees_refused("Your current password is not correct.")
    ada.page.get_by_label("Current password", exact=True).fill(PASSWORD)
    ada.types("New password", "weak")
    ada.sees_refused(
        "The new password is too simple. Use a longer one with more kinds of characters."
    )
    ada.types("New password", NEW_PASSWORD)
    ada.sees_done("The password was changed.")
    expect(ada.page.get_by_label("Current password", exact=True)).to_have_value("")
    ada.signs_out()
    ada.open("/account")
    ada.goes_to_login()
    ada.types_password(NEW_PASSWORD)
    ada.page.wait_for_url("**/account")
    ada.settles("signed_in")


@only(*WHEN_SIGNED_IN)
def test_an_authenticator_app_is_set_up(ada: AccountPage) -> None:
    """Too many wrong codes are refused for a while; the secret is gone from the page afterwards."""
    ada.expects_refusals()
    ada.opens_her_account()
    secret = ada.watch.guard("totp secret", ada.begins_totp())
    ada.types("Six digits that the app shows", "12345")
    wrong = "This code is wrong or was used before. Enter the latest code."
    ada.sees_refused(wrong)
    ada.types("Six digits that the app shows", code_at(secret, time.time()))
    ada.sees_done("The authenticator app is on.")
    expect(ada.page.locator("#authenticator-state")).to_have_text("On")
    assert secret not in ada.page.content().replace(" ", "")
    assert ada.user.active_factors == ["totp"]

    again = ada.begins_totp()
    for _ in range(10):
        ada.alert.evaluate("(alert) => alert.replaceChildren()")  # the last one's
        ada.types("Six digits that the app shows", "000000")
        expect(ada.alert).not_to_be_empty()
    ada.sees_refused("There were too many attempts. Wait a while, then try again.")
    ada.button("Cancel").click()
    expect(ada.button("Set up an authenticator app")).to_be_focused()
    assert again not in ada.page.content().replace(" ", "")
    ada.button("Turn it off").click()
    ada.sees_done("The authenticator app is off.")
    assert ada.user.active_factors == []


@only(*WHEN_SIGNED_IN)
def test_passkeys_come_and_go(ada: AccountPage) -> None:
    """Created by an authenticator, which creates no second one for the same account."""
    authenticator = VirtualAuthenticator(ada.page)
    ada.opens_her_account()
    ada.button("Add a passkey").click()
    ada.sees_done("The passkey was added.")
    assert authenticator.relying_parties() == ["localhost"]
    ada.button("Add a passkey").click()
    ada.sees_refused("This device already has a passkey for your account.")
    [passkey] = ada.user.passkeys
    delete = ada.page.get_by_role("button", name=f"Delete the passkey {passkey.name}")
    delete.click()
    ada.sees_done("The passkey was deleted. Your device may still offer it; remove it there, too.")
    expect(ada.page.locator("#passkey-list")).to_have_text("You have no passkeys.")
    expect(ada.button("Add a passkey")).to_be_focused()
    assert ada.user.passkeys == []


@only(*WHEN_SIGNED_IN)
def test_an_authenticator_may_refuse(ada: AccountPage, site: Site) -> None:
    """It does not recognise the person; or the pool's passkeys belong to another site."""
    VirtualAuthenticator(ada.page, verifies=False)
    site.cognito.pool.factors = _with(site, user_verification="required")
    ada.opens_her_account()
    ada.button("Add a passkey").click()
    ada.sees_refused("No passkey was created: it was cancelled, or took too long.")
    site.cognito.pool.factors = _with(site, relying_party_id="auth.example.com")
    ada.button("Add a passkey").click()
    ada.sees_refused("Passkeys for your account cannot be created at the address of this page.")
    assert ada.user.passkeys == []


@only(*WHEN_SIGNED_IN)
def test_a_renewal_at_the_start_lists_passkeys_once(ada: AccountPage) -> None:
    """The page reads the account for each state of the session, also while it renews the token."""
    ada.page.clock.install()
    ada.opens_her_account()
    ada.page.goto("about:blank")
    ada.is_away(seconds=3700)
    asked: list[str] = []
    answered: list[str] = []

    def is_all_answered(request: Request) -> bool:
        answered.append(_operation(request))
        return 0 < asked.count("GetUser") == answered.count("ListWebAuthnCredentials")

    ada.page.on("request", lambda request: asked.append(_operation(request)))
    with ada.page.expect_event("requestfinished", is_all_answered):
        ada.open("/account", "signed_in")
    expect(ada.page.locator("#passkey-list li")).to_have_count(1)


@only(*WHEN_SIGNED_IN)
def test_signed_out_everywhere(ada: AccountPage, site: Site) -> None:
    """Every family of tokens is revoked, and the next sign-in asks for the password."""
    ada.opens_her_account()
    ada.signs_out("Sign out everywhere")
    assert [one.revoked for one in site.cognito.families.by_origin.values()] == [True]
    assert len(site.domain_log.find("GET", "/logout")) == 1
    ada.goes_to_login()


@only(*WHEN_SIGNED_IN)
def test_deletion_wants_a_recent_sign_in(ada: AccountPage, site: Site) -> None:
    """The way to it leads back to the button; nothing is deleted before it is confirmed."""
    ada.page.clock.install()
    ada.opens_her_account()
    ada.is_away(seconds=1000)
    ada.button("Delete my account …").click()
    ada.page.wait_for_url("**/login?*")
    assert "max_age=900" in ada.page.url
    ada.types_password()
    ada.page.wait_for_url("**/account")
    ada.settles("signed_in")
    ada.sees_done("You have signed in again. Please go on here.")
    expect(ada.button("Delete my account …")).to_be_focused()
    ada.page.keyboard.press("Enter")
    expect(ada.button("Keep the account")).to_be_focused()
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("dialog")).to_be_hidden()
    expect(ada.button("Delete my account …")).to_be_focused()
    assert "ada" in site.cognito.pool.users

    ada.page.keyboard.press("Enter")
    with ada.page.expect_navigation():
        ada.button("Delete it for good").click()
    ada.settles("signed_out")
    assert "ada" not in site.cognito.pool.users
    ada.goes_to_login()
    ada.types_password()
    expect(ada.alert).not_to_be_empty()


@only("launcher")
def test_the_way_back_leads_to_the_same_account(ada: AccountPage) -> None:
    """The app's own page links to it; Back shows all of it again."""
    ada.has_signed_in()
    ada.page.get_by_role("link", name="Manage your account").click()
    ada.settles("signed_in")
    expect(ada.page.locator("#passkey-list")).to_have_text("You have no passkeys.")
    ada.page.get_by_role("link", name="Back to the app").click()
    expect(ada.button("Call the API")).to_be_visible()
    ada.settles("signed_in")
    ada.page.go_back()
    ada.settles("signed_in")
    expect(ada.page.locator("#passkey-list")).to_have_text("You have no passkeys.")
    expect(ada.page.locator("#email-state")).to_have_text("This address is confirmed.")
    expect(ada.page.get_by_label("Name", exact=True)).to_have_value("Ada Lovelace")


@only(*WHEN_SIGNED_IN)
def test_a_token_without_the_scope_is_said_in_a_sentence(ada: AccountPage, site: Site) -> None:
    """As after a change of the app client; the session stays."""
    ada.expects_refusals()
    ada.opens_her_account()
    [family] = site.cognito.families.by_origin.values()
    family.scopes = ["openid", "email", "profile"]
    ada.types("Name", "Ada King")
    ada.sees_done("The name was saved.")  # which renewed the tokens
    ada.types("Name", "Ada Byron")
    ada.sees_refused(
        "This page may not manage your account: sign in again, or ask whoever runs the page to "
        "allow the scope aws.cognito.signin.user.admin."
    )


@only(*WHEN_SIGNED_IN)
@pytest.mark.browser_context_args(locale="de-AT")
def test_a_german_browser_gets_german(ada: AccountPage) -> None:
    """HTML, what was done, and what Cognito refused."""
    ada.expects_refusals()
    ada.open("/account")
    expect(ada.page).to_have_title("Ihr Konto")
    ada.button("Anmelden").click()
    ada.types_password()
    ada.settles("signed_in")
    expect(ada.page.locator("#authenticator-state")).to_have_text("Ausgeschaltet")
    ada.types("Name", "Ada König")
    ada.sees_done("Der Name wurde gespeichert.")
    ada.page.get_by_label("Bisheriges Passwort", exact=True).fill("Not-Hers-1843")
    ada.types("Neues Passwort", NEW_PASSWORD)
    ada.sees_refused("Ihr bisheriges Passwort stimmt nicht.")


@only("launcher")
def test_somebody_of_another_provider_has_no_password_here(ada: AccountPage) -> None:
    """What their provider does for them is not offered."""
    ada.open("/account")
    ada.goes_to_login()
    ada.page.get_by_role("link", name="Continue with Example").click()
    ada.page.get_by_label("Katherine Johnson").check()
    ada.button("Continue").click()
    ada.settles("signed_in")
    expect(ada.page.locator("#email-state")).not_to_be_empty()
    for name in ("Password", "Authenticator app", "Passkeys"):
        expect(ada.page.get_by_role("heading", name=name, exact=True)).to_be_hidden()
    expect(ada.button("Delete my account …")).to_be_visible()


def _operation(request: Request) -> str:
    """Return the operation of a request to the pool's API, or ""."""
    return request.headers.get("x-amz-target", "").rpartition(".")[2]


def _with(site: Site, **changes: Any) -> FactorSettings:
    return dataclasses.replace(site.cognito.pool.factors, **changes)
