"""A session that a tab stops using, and no other tab has, is revoked at Cognito."""

import asyncio

import pytest

from auth.errors import TransportFailed
from auth.protocol.token_endpoint import refresh_token_request
from tests.support import samples
from tests.support.tab import REVOKE_PATH, TOKEN_PATH, Browser, Tab, signed_in


async def settle() -> None:
    """Run every task that is ready."""
    for _ in range(20):
        await asyncio.sleep(0)


def token_of(tab: Tab) -> str:
    """Return the refresh token of the tab's session."""
    return str(tab.client._current.required().refresh_token)


async def is_alive(tab: Tab, refresh_token: str) -> bool:
    """Return whether Cognito still renews with this refresh token."""
    await settle()
    answer = await tab.transport.send(refresh_token_request(tab.config, refresh_token))
    return answer.status == 200


async def sign_in_again(tab: Tab, username: str = "ada", **arguments: object) -> None:
    """Sign in again while there is a session."""
    tab.browser.clock.advance(100)
    tab.browser.cognito.sessions.end_all()
    await tab.come_back(await tab.callback(username, **arguments))


@pytest.mark.parametrize("username", ["ada", "grace"])
async def test_a_sign_in_on_top_revokes_the_session_before_it(
    one_browser: Browser, username: str
) -> None:
    """A step-up of the same person, or another person: the first refresh token works no more."""
    tab = await signed_in(one_browser, "ada")
    first = token_of(tab)
    await sign_in_again(tab, username, max_age=10)
    assert tab.client.session.is_signed_in
    assert not await is_alive(tab, first)
    assert await is_alive(tab, token_of(tab))


@pytest.mark.parametrize("username", ["ada", "grace"])
async def test_every_tab_lets_go_of_the_session_before(one_browser: Browser, username: str) -> None:
    """Each had a session of its own; one person signs in anew, and all others are revoked."""
    first, second = one_browser.tab(), one_browser.tab()
    for tab in (first, second):
        tab._channel._listener = None  # type: ignore[union-attr]
        await tab.sign_in("ada")
        one_browser.clock.advance(1)
    before = [token_of(first), token_of(second)]
    third = one_browser.tab()
    await sign_in_again(third, username)
    first.client._tabs.listen(lambda: None)
    second.client._tabs.listen(lambda: None)
    third.client._current.messages.announce(third.client._current.required())
    assert [await is_alive(third, token) for token in before] == [False, False]
    assert await is_alive(third, token_of(third))


async def test_a_sign_in_of_its_own_that_a_sign_out_elsewhere_ends_is_revoked(
    one_browser: Browser,
) -> None:
    """The tab that signs out revokes its own session and knows no token of the other one."""
    settings: dict[str, object] = {"share_session_between_tabs": False}
    one = await signed_in(one_browser, "ada", **settings)
    two = await signed_in(one_browser, "ada", **settings)
    refresh_token = token_of(two)
    await one.client.sign_out(hosted=False)
    assert two.client.session.reason == "signed_out_elsewhere"
    assert not await is_alive(two, refresh_token)


async def test_a_session_that_was_signed_out_of_elsewhere_is_revoked_once(
    one_browser: Browser,
) -> None:
    """Only the tab that signs out revokes it."""
    tab, sibling = await signed_in(one_browser), one_browser.tab()
    await sibling.client.start()
    await tab.client.sign_out(hosted=False)
    await settle()
    assert sibling.client.session.reason == "signed_out_elsewhere"
    assert [len(one.transport.sent_to(REVOKE_PATH)) for one in (tab, sibling)] == [1, 0]


async def test_a_copy_of_a_tab_keeps_a_session_that_is_not_shared(one_browser: Browser) -> None:
    """It is revoked when the last tab that has it lets go of it."""
    settings: dict[str, object] = {"share_session_between_tabs": False}
    tab = await signed_in(one_browser, "ada", **settings)
    copy, first = one_browser.tab(**settings), token_of(tab)
    copy.storage.entries = dict(tab.storage.entries)
    await copy.client.start()
    await sign_in_again(tab)
    assert await is_alive(copy, first)
    assert copy.client.session.is_signed_in
    await sign_in_again(copy)
    assert not await is_alive(copy, first)


async def test_a_revoked_session_is_not_restored(one_browser: Browser) -> None:
    """A tab that was closed before, and is opened again, has the earlier session in storage."""
    tab = await signed_in(one_browser)
    entries = dict(tab.storage.entries)
    await sign_in_again(tab)
    await settle()
    tab.close()
    reopened = one_browser.tab()
    reopened.storage.entries = entries
    assert (await reopened.client.start()).state == "signed_out"


async def test_tokens_that_come_after_the_session_has_ended_are_revoked(
    one_browser: Browser,
) -> None:
    """With rotation, the sign-out revokes the refresh token that the renewal has used up."""
    tab = await signed_in(one_browser)
    tab.transport.answer(TOKEN_PATH, samples.token_reply(id_token=..., refresh_token="R2"))
    tab.transport.meanwhile(TOKEN_PATH, lambda: tab.client.sign_out(hosted=False))
    await asyncio.gather(tab.client.refresh(), return_exceptions=True)
    await settle()
    revoked = [str(request.body) for request in tab.transport.sent_to(REVOKE_PATH)]
    assert len(revoked) == 2
    assert "token=R2&" in revoked[1]


async def test_a_renewal_without_rotation_is_revoked_once(one_browser: Browser) -> None:
    """The sign-out has revoked its refresh token already."""
    tab = await signed_in(one_browser)
    tab.transport.answer(TOKEN_PATH, samples.token_reply(id_token=..., refresh_token=...))
    tab.transport.meanwhile(TOKEN_PATH, lambda: tab.client.sign_out(hosted=False))
    await asyncio.gather(tab.client.refresh(), return_exceptions=True)
    await settle()
    assert len(tab.transport.sent_to(REVOKE_PATH)) == 1


async def test_a_session_that_cognito_has_refused_is_not_revoked(one_browser: Browser) -> None:
    """Cognito does not accept its refresh token any more."""
    tab = await signed_in(one_browser)
    one_browser.cognito.families.revoke_all()
    await asyncio.gather(tab.client.refresh(), return_exceptions=True)
    await settle()
    assert tab.client.session.reason == "refused"
    assert tab.transport.sent_to(REVOKE_PATH) == []


async def test_a_session_whose_tokens_are_wrong_is_revoked(one_browser: Browser) -> None:
    """Cognito still accepts its refresh token, so the token must be revoked."""
    tab = await signed_in(one_browser)
    one_browser.cognito.faults.enable("wrong-audience")
    await asyncio.gather(tab.client.refresh(), return_exceptions=True)
    await settle()
    assert tab.client.session.reason == "refused"
    assert len(tab.transport.sent_to(REVOKE_PATH)) == 1


async def test_a_revocation_that_fails_changes_nothing(one_browser: Browser) -> None:
    """A failed revocation raises nothing and delays nothing."""
    tab = await signed_in(one_browser)
    tab.transport.answer(REVOKE_PATH, TransportFailed("no answer came"))
    await sign_in_again(tab)
    await settle()
    assert (tab.client.session.state, tab.client.session.error) == ("signed_in", None)
    assert len(tab.transport.sent_to(REVOKE_PATH)) == 1


async def test_a_session_without_a_refresh_token_has_nothing_to_revoke(
    one_browser: Browser,
) -> None:
    """No request is sent."""
    tab = await signed_in(one_browser)
    record = tab.client._current.required()
    record.refresh_token = None
    tab.client._current._storage.write(record)
    await sign_in_again(tab)
    await settle()
    assert tab.transport.sent_to(REVOKE_PATH) == []
