"""`Account` and the stand-in: right, wrong, old and replayed codes, passwords and passkeys."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from auth.account import (
    Account,
    AccountRequestRejected,
    CodeMismatch,
    ExpiredCode,
    FeatureNotEnabled,
    IncorrectPassword,
    InsufficientScope,
    InvalidParameter,
    InvalidPassword,
    LimitExceeded,
    PasskeyNotCreated,
)
from auth.errors import SignInRequired
from cognito_stand_in import SimpleBrowser
from cognito_stand_in.factors.totp import code_at
from cognito_stand_in.messages import Purpose
from cognito_stand_in.pool import User
from tests.contract.authenticator import Authenticator
from tests.support.tab import PASSWORDS, Browser, Tab, signed_in
from tests.unit.account.scripted import SCOPES

NEW_PASSWORD = "Difference-Engine-1822"


class Ada:
    """Ada, signed in, with an authenticator.

    Args:
        tab: Where she is signed in.
    """

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.authenticator = Authenticator()
        self.account = Account(tab.client, create_passkey=self._create)

    @property
    def user(self) -> User:
        """Her account in the stand-in."""
        return self.tab.browser.cognito.pool.users["ada"]

    def code(self, purpose: Purpose = "verify-email") -> str:
        """Return the code that was sent to her last."""
        return self.tab.browser.cognito.directory.outbox["ada", purpose].code

    def totp(self, secret: str) -> str:
        """Return what her authenticator app shows now."""
        return code_at(secret, self.tab.browser.clock.now())

    def stays_signed_in(self) -> None:
        """Check that the session is as it was."""
        session = self.tab.client.session
        assert (session.state, session.user and session.user.username) == ("signed_in", "ada")

    async def _create(self, options: str) -> tuple[str, str]:
        return json.dumps(self.authenticator.create(json.loads(options))), ""


async def ada(browser: Browser) -> Ada:
    """Return Ada, signed in."""
    return Ada(await signed_in(browser, "ada", scopes=SCOPES))


async def test_a_name_changes(one_browser: Browser) -> None:
    """The session has it after the next renewal; no code is sent for it."""
    person = await ada(one_browser)
    assert await person.account.change_attributes({"name": "Ada King"}) == ()
    assert (await person.account.read()).attributes["name"] == "Ada King"
    session = await person.tab.client.refresh()
    assert session.user is not None
    assert session.user.name == "Ada King"


async def test_an_address_counts_when_its_code_was_typed(one_browser: Browser) -> None:
    """The page can say where the code went."""
    person = await ada(one_browser)
    [sent] = await person.account.change_attributes({"email": "lovelace@example.com"})
    assert (sent.attribute, sent.medium, sent.destination) == ("email", "EMAIL", "l***@e***")
    await person.account.verify("email", person.code())
    details = await person.account.read()
    assert details.attributes["email"] == "lovelace@example.com"
    assert details.is_verified("email")


async def test_a_new_code_can_be_sent(one_browser: Browser) -> None:
    """The one before it no longer counts."""
    person = await ada(one_browser)
    await person.account.send_code("email")
    first = person.code()
    sent = await person.account.send_code("email")
    assert sent.destination == "a***@e***"
    assert first != person.code()
    with pytest.raises(CodeMismatch):
        await person.account.verify("email", first)
    await person.account.verify("email", person.code())


async def test_wrong_old_and_used_codes_are_refused(one_browser: Browser) -> None:
    """Each with its own exception, and the session stays."""
    person = await ada(one_browser)
    await person.account.send_code("email")
    right = person.code()
    with pytest.raises(CodeMismatch):
        await person.account.verify("email", "0" * len(right))
    await person.account.verify("email", right)
    with pytest.raises((CodeMismatch, ExpiredCode)):
        await person.account.verify("email", right)
    await person.account.send_code("email")
    one_browser.clock.advance(24 * 3600 + 1)
    with pytest.raises(ExpiredCode):
        await person.account.verify("email", person.code())
    person.stays_signed_in()


async def test_many_wrong_codes_lock_only_that(one_browser: Browser) -> None:
    """After ten and a few more, even the right one is refused for a while."""
    person = await ada(one_browser)
    await person.account.send_code("email")
    seen: list[type[Exception]] = []
    for _ in range(20):
        with pytest.raises(AccountRequestRejected) as caught:
            await person.account.verify("email", "000000")
        seen.append(type(caught.value))
    assert seen[:10] == [CodeMismatch] * 10
    assert seen[-1] is LimitExceeded
    with pytest.raises(LimitExceeded):
        await person.account.verify("email", person.code())
    person.stays_signed_in()
    assert (await person.account.read()).username == "ada"


async def test_a_password_changes(one_browser: Browser) -> None:
    """Sessions continue; the next sign-in takes the new one."""
    person = await ada(one_browser)
    await person.account.change_password(PASSWORDS["ada"], NEW_PASSWORD)
    person.stays_signed_in()
    with pytest.raises(IncorrectPassword):
        await person.account.change_password(PASSWORDS["ada"], "Another-One-1850")


async def test_wrong_and_weak_passwords_are_refused(one_browser: Browser) -> None:
    """The old one still works, and neither is in the exception."""
    person = await ada(one_browser)
    with pytest.raises(IncorrectPassword) as wrong:
        await person.account.change_password("Not-Her-Password-1", NEW_PASSWORD)
    with pytest.raises(InvalidPassword) as weak:
        await person.account.change_password(PASSWORDS["ada"], "weak")
    for caught in (wrong, weak):
        assert [one for one in ("Not-Her", "weak", NEW_PASSWORD) if one in repr(caught.value)] == []
    for _ in range(12):
        with pytest.raises((IncorrectPassword, LimitExceeded)) as caught_last:
            await person.account.change_password("Not-Her-Password-1", NEW_PASSWORD)
    assert caught_last.type is LimitExceeded
    person.stays_signed_in()


async def test_an_authenticator_app_is_enrolled(one_browser: Browser) -> None:
    """It is preferred from then on, and can be turned off."""
    person = await ada(one_browser)
    secret = await person.account.begin_totp()
    assert (await person.account.read()).factors == ()
    await person.account.finish_totp(person.totp(secret.secret), device_name="Phone")
    details = await person.account.read()
    assert (details.factors, details.preferred_factor) == (("totp",), "totp")
    await person.account.set_factors(totp=False)
    assert (await person.account.read()).factors == ()


async def test_wrong_and_late_codes_enrol_no_app(one_browser: Browser) -> None:
    """After ten wrong ones, Cognito wants some time to pass; then the right one works."""
    person = await ada(one_browser)
    with pytest.raises(FeatureNotEnabled):
        await person.account.finish_totp("123456")
    secret = (await person.account.begin_totp()).secret
    late = person.totp(secret)
    one_browser.clock.advance(120)
    with pytest.raises(CodeMismatch):
        await person.account.finish_totp(late)
    seen = []
    for _ in range(10):
        with pytest.raises(AccountRequestRejected) as caught:
            await person.account.finish_totp("000000")
        seen.append(type(caught.value))
    assert set(seen) == {CodeMismatch, LimitExceeded}
    assert (await person.account.read()).factors == ()
    person.stays_signed_in()
    one_browser.clock.advance(901)
    await person.account.finish_totp(person.totp(secret))


async def test_a_factor_that_is_not_set_up_stays_off(one_browser: Browser) -> None:
    """Cognito refuses it, and nothing else changes."""
    person = await ada(one_browser)
    with pytest.raises(InvalidParameter):
        await person.account.set_factors(totp=True, preferred="totp")
    assert (await person.account.read()).factors == ()


async def test_a_passkey_comes_and_goes(one_browser: Browser) -> None:
    """Made by an authenticator, verified, listed, deleted."""
    person = await ada(one_browser)
    assert await person.account.list_passkeys() == ()
    await person.account.add_passkey()
    [passkey] = await person.account.list_passkeys()
    assert passkey.credential_id == person.authenticator.id
    assert passkey.created_at == one_browser.clock.now()
    await person.account.delete_passkey(passkey.credential_id)
    assert await person.account.list_passkeys() == ()
    with pytest.raises(AccountRequestRejected) as caught:
        await person.account.delete_passkey(passkey.credential_id)
    assert caught.value.error == "ResourceNotFoundException"


@pytest.mark.parametrize(
    "authenticator",
    [Authenticator(origin="https://evil.example"), Authenticator(rp_id="evil.example")],
    ids=["origin", "rp-id"],
)
async def test_a_passkey_of_another_site_is_refused(
    one_browser: Browser, authenticator: Authenticator
) -> None:
    """Its origin and its RP ID are signed."""
    person = await ada(one_browser)
    person.authenticator = authenticator
    with pytest.raises(PasskeyNotCreated):
        await person.account.add_passkey()
    assert await person.account.list_passkeys() == ()
    person.stays_signed_in()


async def test_a_passkey_is_registered_once(one_browser: Browser) -> None:
    """Its challenge is used up: the same credential cannot be registered again."""
    person = await ada(one_browser)
    kept: list[str] = []

    async def create(options: str) -> tuple[str, str]:
        kept.append(json.dumps(person.authenticator.create(json.loads(options))))
        return kept[0], ""

    account = Account(person.tab.client, create_passkey=create)
    await account.add_passkey()
    with pytest.raises(AccountRequestRejected):
        await account.add_passkey()
    assert len(await account.list_passkeys()) == 1


async def test_signed_out_everywhere(one_browser: Browser) -> None:
    """Her sign-in in another browser ends at its next renewal, too."""
    person = await ada(one_browser)
    elsewhere = Browser()
    elsewhere.cognito, elsewhere.clock = one_browser.cognito, one_browser.clock
    elsewhere.simple_browser = SimpleBrowser(one_browser.cognito)
    other = await signed_in(elsewhere, "ada", scopes=SCOPES)
    assert other.client.session.is_signed_in
    await person.account.sign_out_everywhere()
    assert person.tab.client.session.state == "signed_out"
    with pytest.raises(SignInRequired):
        await other.client.refresh()
    assert other.client.session.state == "ended"


async def test_a_deleted_account_is_gone(one_browser: Browser) -> None:
    """And so is its session."""
    person = await ada(one_browser)
    await person.account.delete()
    assert "ada" not in one_browser.cognito.pool.users
    assert person.tab.client.session.state == "signed_out"


EVERYTHING: dict[str, Callable[[Account], Awaitable[Any]]] = {
    "read": lambda account: account.read(),
    "attributes": lambda account: account.change_attributes({"name": "Eve"}),
    "send code": lambda account: account.send_code("email"),
    "verify": lambda account: account.verify("email", "123456"),
    "password": lambda account: account.change_password(PASSWORDS["ada"], NEW_PASSWORD),
    "begin totp": lambda account: account.begin_totp(),
    "finish totp": lambda account: account.finish_totp("123456"),
    "factors": lambda account: account.set_factors(email=True),
    "passkeys": lambda account: account.list_passkeys(),
    "add passkey": lambda account: account.add_passkey(),
    "delete passkey": lambda account: account.delete_passkey("AQ"),
    "sign out": lambda account: account.sign_out_everywhere(),
    "delete": lambda account: account.delete(),
}


@pytest.mark.parametrize("name", EVERYTHING)
async def test_a_token_without_the_scope_does_nothing(one_browser: Browser, name: str) -> None:
    """As after a change of the configuration: a sentence, and the session stays."""
    person = await ada(one_browser)
    record = person.tab.client._current.required()
    families = one_browser.cognito.families
    [family] = families.by_origin.values()
    family.scopes = ["openid", "email", "profile"]
    await person.tab.client.refresh()
    assert person.tab.client._current.required().access_token != record.access_token
    with pytest.raises(InsufficientScope):
        await EVERYTHING[name](person.account)
    person.stays_signed_in()
    assert "ada" in one_browser.cognito.pool.users
