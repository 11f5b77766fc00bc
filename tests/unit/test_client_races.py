"""The races that random browsers have found (`test_client_model.py`), each in its smallest form."""

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from auth.errors import SignInRequired, StateMismatch
from auth.testing.doubles import LocalChannel
from tests.support import samples
from tests.support.tab import KEYS_PATH, REVOKE_PATH, TOKEN_PATH, Browser, Tab, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = 3600


async def sign_out(tab: Tab) -> None:
    """Sign out of the tab, without leaving the page."""
    await tab.client.sign_out(hosted=False)


def sign_out_at_the_claim(tab: Tab) -> None:
    """Sign somebody out while the tab claims the lock that tells of its next session."""
    claim = tab.browser.locks.claim

    async def claimed_late(name: str) -> "Callable[[], None]":
        tab.browser.locks.claim = claim  # type: ignore[method-assign]
        await sign_out(tab)
        return await claim(name)

    tab.browser.locks.claim = claimed_late  # type: ignore[method-assign]


def sign_out_at_the_query(tab: Tab) -> None:
    """Sign somebody out while the tab looks at which sessions the others have."""

    async def claimed() -> list[str]:
        await sign_out(tab)
        return []

    tab.browser.locks.claimed = claimed  # type: ignore[method-assign]


def assert_gone(tab: Tab) -> None:
    """Check that the tab is signed out and keeps nothing."""
    assert (tab.client.session.state, tab.storage.entries) == ("signed_out", {})
    assert tab.browser.locks._claims == []


async def test_a_sign_out_beats_the_claim_of_a_renewed_session(one_browser: Browser) -> None:
    """The renewed tokens are not used."""
    tab = await signed_in(one_browser)
    sign_out_at_the_claim(tab)
    with pytest.raises(SignInRequired):
        await tab.client.refresh()
    assert_gone(tab)


async def test_a_sign_out_beats_the_claim_of_a_restored_session(one_browser: Browser) -> None:
    """A page that was just loaded is signed out, too."""
    tab = await signed_in(one_browser)
    client = tab.load(f"{samples.PAGE}/")
    sign_out_at_the_claim(tab)
    await client.start()
    await client._current.advertisement.granted()
    assert_gone(tab)


async def test_a_sign_out_beats_the_claim_of_a_new_session(one_browser: Browser) -> None:
    """A sign-in with a sign-out directly after it ends signed out."""
    tab = one_browser.tab()
    client = tab.load(await tab.callback())
    sign_out_at_the_claim(tab)
    await client.start()
    await client._current.advertisement.granted()
    assert_gone(tab)


async def test_a_sign_out_before_a_renewal_is_sent_stops_it(one_browser: Browser) -> None:
    """No refresh token is used after its sign-out."""
    tab = await signed_in(one_browser)
    sign_out_at_the_query(tab)
    with pytest.raises(SignInRequired):
        await tab.client.refresh()
    assert (tab.client.session.state, tab.codes_sent) == ("signed_out", 1)


async def test_a_sign_out_while_keys_are_fetched_stops_a_renewal(one_browser: Browser) -> None:
    """The refresh token has not been sent yet, and stays where it is."""
    tab = await signed_in(one_browser)
    client = tab.load(f"{samples.PAGE}/")
    await client.start()
    tab.transport.meanwhile(KEYS_PATH, lambda: sign_out(tab))
    with pytest.raises(SignInRequired):
        await client.refresh()
    assert (client.session.state, tab.codes_sent) == ("signed_out", 1)


async def test_a_sign_out_while_keys_are_fetched_again_sends_no_refresh_token(
    one_browser: Browser,
) -> None:
    """The issuer's key set was empty at first."""
    tab = await signed_in(one_browser)
    client = tab.load(f"{samples.PAGE}/")
    await client.start()
    tab.transport.answer(KEYS_PATH, samples.reply({"keys": []}))
    sent: list[int] = []

    async def sign_out_the_second_time() -> None:
        sent.append(tab.codes_sent)
        if len(sent) == 2:
            await sign_out(tab)

    for _ in range(2):
        tab.transport.meanwhile(KEYS_PATH, sign_out_the_second_time)
    with pytest.raises(SignInRequired):
        await client.refresh()
    assert sent[1] == tab.codes_sent


async def test_a_sign_out_while_keys_are_fetched_spends_no_code(one_browser: Browser) -> None:
    """The code is not sent, and expires."""
    tab = one_browser.tab()
    tab.load(await tab.callback())
    tab.transport.meanwhile(KEYS_PATH, lambda: sign_out(tab))
    await tab.client.start()
    assert (tab.client.session.state, tab.codes_sent) == ("signed_out", 0)


async def test_tokens_that_come_too_late_are_revoked(one_browser: Browser) -> None:
    """Tokens that arrive after a sign-out are revoked at Cognito."""
    tab = one_browser.tab()
    tab.load(await tab.callback())
    tab.transport.meanwhile(TOKEN_PATH, lambda: sign_out(tab))
    await tab.client.start()
    assert len(tab.transport.sent_to(REVOKE_PATH)) == 1
    assert one_browser.cognito.families.revoke_all() == 0


async def test_a_sign_in_while_other_tabs_are_asked_goes_on(one_browser: Browser) -> None:
    """A click before the other tabs have responded still leads to the login page."""
    await one_browser.locks.claim(f"cognito.session.{samples.APP} of-a-frozen-tab.1")
    tab = one_browser.tab(token_storage="memory")
    starting = asyncio.create_task(tab.client.start())
    await asyncio.sleep(0)
    await tab.client.sign_in()
    assert (await starting).state == "signing_in"
    assert len(tab.navigation.visited) == 1


async def test_a_sign_out_that_a_loading_tab_missed_is_made_up_for(one_browser: Browser) -> None:
    """What stood in storage was signed out of before the page could hear it.

    Where tabs share no storage, they still tell each other.
    """
    one_browser.storage.broken = ("get", "set")
    tab, loading = await signed_in(one_browser), one_browser.tab()
    loading.storage.entries = dict(tab.storage.entries)
    await sign_out(tab)
    await loading.client.start()
    session = loading.client.session
    assert (session.reason, loading.storage.entries) == ("signed_out_elsewhere", {})


async def test_a_renewal_that_a_loading_tab_missed_is_made_up_for(one_browser: Browser) -> None:
    """A page loaded with an old state of the session has the new one before it needs it."""
    tab, loading = await signed_in(one_browser), one_browser.tab()
    loading.storage.entries = dict(tab.storage.entries)
    await tab.client.refresh()
    await loading.client.start()
    assert loading.storage.entries == tab.storage.entries
    assert loading.codes_sent == 0


async def test_a_sign_out_is_passed_on(one_browser: Browser) -> None:
    """A tab may have given the session to one that was not there to hear of its end."""
    tab = await signed_in(one_browser)
    record = tab.client._current.required()
    heard: list[str] = []
    one_browser.channel.listen(heard.append)
    goodbye = {"app": samples.APP, "event": "signed_out", "text": record.family}
    for _ in range(2):
        one_browser.channel.post(json.dumps(goodbye))
    assert [json.loads(message)["text"] for message in heard] == [record.family]


async def test_a_page_that_comes_back_after_a_sign_out_elsewhere_is_signed_out(
    one_browser: Browser,
) -> None:
    """It was on its way to the login page when another tab signed its person out."""
    tab = await signed_in(one_browser)
    other = one_browser.tab()
    await other.client.start()
    await other.client.sign_in()
    await sign_out(tab)
    assert other.brought_back().state == "signed_out"


async def test_a_token_whose_answer_was_slept_through_is_renewed(one_browser: Browser) -> None:
    """The response arrives before the machine sleeps and is read afterwards."""
    tab = await signed_in(one_browser)
    one_browser.clock.doze(HOUR)

    async def sleep() -> None:
        one_browser.clock.doze(2 * HOUR)

    tab.transport.meanwhile(TOKEN_PATH, sleep)
    await tab.client.get_access_token()
    assert (tab.codes_sent, tab.client.session.expires_at) == (3, one_browser.clock.now() + HOUR)


async def test_only_the_session_that_a_tab_has_is_claimed(one_browser: Browser) -> None:
    """Claims that finish in another order leave no lock behind."""
    tab = await signed_in(one_browser)
    for _ in range(3):
        one_browser.clock.doze(HOUR)
        await asyncio.gather(tab.client.refresh(), tab.client.get_access_token())
    [claim] = one_browser.locks._claims
    record = tab.client._current.required()
    assert claim.endswith(f"{record.family}.{record.sequence}")


async def test_a_sign_out_that_nobody_is_left_to_tell_of_is_known(one_browser: Browser) -> None:
    """The only tab that knew is closed by the time that another one loads."""
    tab, loading = await signed_in(one_browser), one_browser.tab()
    loading.storage.entries = dict(tab.storage.entries)
    await sign_out(tab)
    tab.close()
    session = await loading.client.start()
    assert (session.state, loading.storage.entries) == ("signed_out", {})
    assert loading.codes_sent == 0


@pytest.mark.parametrize("is_signed_in", [True, False])
async def test_a_copy_of_a_tab_does_not_send_its_code_again(
    one_browser: Browser, *, is_signed_in: bool
) -> None:
    """A tab duplicated on its way back knows the sign-in too, but the code works once."""
    tab = one_browser.tab()
    callback = await tab.callback()
    copy = one_browser.tab(callback)
    copy.storage.entries = dict(tab.storage.entries)
    await tab.load(callback).start()
    if not is_signed_in:
        await sign_out(tab)
    session = await copy.client.start()
    assert isinstance(session.error, StateMismatch)
    assert (session.state, copy.codes_sent, copy.storage.entries) == ("signed_out", 0, {})
    assert tab.client.session.is_signed_in is is_signed_in


async def test_a_program_that_has_handed_over_says_nothing_more(one_browser: Browser) -> None:
    """A browser's channel that was closed raises when somebody posts on it."""
    tab = await signed_in(one_browser)
    record = tab.client._current.required()
    await tab.successor().client.start()
    heard: list[str] = []
    one_browser.channel.listen(heard.append)
    tab.client._current.messages.ask(record.family)
    tab.client._current.messages.announce(record)
    assert heard == []


async def test_a_program_that_hands_over_when_it_hears_of_a_session_renews_nothing(
    one_browser: Browser,
) -> None:
    """The launcher does so inside a listener, before the others hear of that session."""
    tab = one_browser.tab()
    client = tab.load(await tab.callback())
    client.on("changed", lambda session: client.hand_over() if session.is_signed_in else None)
    await client.start()
    one_browser.clock.advance(2 * HOUR)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert tab.codes_sent == 1


@pytest.mark.parametrize("seconds", [0, -0.1, 0.1])
async def test_two_sign_ins_that_finish_at_once_leave_one_session(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """The clocks of two tabs differ a little, and a tab that signs in adopts no session."""
    post = LocalChannel.post
    monkeypatch.setattr(
        LocalChannel, "post", lambda *said: asyncio.get_running_loop().call_soon(post, *said)
    )
    first, second = one_browser.tab(), one_browser.tab()
    callback = await first.callback()
    second.load(await second.callback(prompt="login"))

    async def finish() -> None:
        await second.client.start()
        await asyncio.sleep(0)
        one_browser.clock.set(seconds)

    first.load(callback)
    first.transport.meanwhile(TOKEN_PATH, finish)
    await first.client.start()
    for _ in range(3):
        await asyncio.sleep(0)
    assert first.client.session.is_signed_in
    assert first.storage.entries == second.storage.entries


@pytest.mark.parametrize("address", ["/", "/?error=access_denied&state=forged", "/?code=c&state=x"])
async def test_a_session_is_shown_however_the_page_was_opened(
    one_browser: Browser, address: str
) -> None:
    """A link with a forged callback hides no session from the other tabs."""
    tab = await signed_in(one_browser)
    client = tab.load(f"{samples.PAGE}{address}")
    await client.start()
    await client._current.advertisement.granted()
    assert client.session.is_signed_in
    assert len(one_browser.locks._claims) == 1


async def test_a_session_that_is_signed_out_of_is_not_shown(one_browser: Browser) -> None:
    """The lock is released at once, without loading another page."""
    tab = await signed_in(one_browser)
    await tab.client._current.advertisement.granted()
    assert len(one_browser.locks._claims) == 1
    await sign_out(tab)
    assert one_browser.locks._claims == []


async def test_a_sign_in_after_the_clock_was_corrected_is_the_later_one(
    one_browser: Browser,
) -> None:
    """The session from before began in what is the future now."""
    tab, other = await signed_in(one_browser), one_browser.tab()
    one_browser.clock.set(-24 * HOUR)
    one_browser.cognito.sessions.end_all()
    await other.sign_in("grace")
    assert (tab.client.session.reason, other.client.session.state) == ("user_changed", "signed_in")


async def test_a_session_that_cognito_has_refused_is_not_adopted_again(
    one_browser: Browser,
) -> None:
    """Tabs that ask the others before they give up get it from those that have not tried yet."""
    tabs = [await signed_in(one_browser)]
    for _ in range(3):
        tabs.append(one_browser.tab())
        await tabs[-1].client.start()
    assert all(tab.client.session.is_signed_in for tab in tabs)
    one_browser.cognito.end_all_sessions("ada")
    one_browser.clock.doze(HOUR)
    for _ in range(3):
        for tab in tabs:
            if tab.client.session.is_signed_in:
                with pytest.raises(SignInRequired):
                    await tab.client.get_access_token()
    assert [tab.client.session.reason for tab in tabs] == ["refused"] * 4
    assert sum(tab.codes_sent for tab in tabs) == 1 + len(tabs)
