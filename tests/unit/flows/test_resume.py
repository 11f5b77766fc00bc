"""The session of a page at its start: stored, shared, a sign-in at once, or none."""

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from auth import Session
from auth.encoding.strict_json import parse_object
from auth.errors import SignInRequired, StorageUnavailable
from auth.flows.resume import MESSAGE_SECONDS
from auth.protocol.http import Request, Response
from auth.session.storage import SESSION_PREFIX
from auth.testing.doubles import MemoryStorage
from tests.support import samples
from tests.support.tab import TOKEN_PATH, Browser, Tab, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable


async def test_nothing_stored_is_a_landing_page(one_browser: Browser) -> None:
    """The page does not navigate."""
    tab = one_browser.tab()
    session = await tab.client.start()
    assert (session.state, session.event, tab.navigation.visited) == (
        "signed_out",
        "nothing_stored",
        [],
    )


async def test_nothing_stored_can_lead_to_cognito_at_once(one_browser: Browser) -> None:
    """With `sign_in_on_load`, a sign-in starts."""
    tab = one_browser.tab(sign_in_on_load=True)
    assert (await tab.client.start()).state == "signing_in"
    assert tab.navigation.visited[-1].startswith(f"{samples.DOMAIN}/login?")


async def test_a_stored_session_is_taken_up(one_browser: Browser) -> None:
    """No request is sent while its access token is valid."""
    tab = await signed_in(one_browser)
    sent = tab.codes_sent
    session = await tab.load(f"{samples.PAGE}/").start()
    assert (session.event, tab.codes_sent) == ("session_restored", sent)


async def test_a_page_that_comes_back_reads_the_session_again(one_browser: Browser) -> None:
    """The session may have changed while the page was in the bfcache."""
    tab = await signed_in(one_browser)
    assert tab.brought_back().is_signed_in
    tab.storage.entries.clear()
    assert tab.brought_back().reason == "signed_out_elsewhere"


async def test_a_page_that_was_stopped_before_it_left_can_sign_in_again(
    one_browser: Browser,
) -> None:
    """With Esc, on a bad network. A person who was signed in still is."""
    tab = one_browser.tab()
    await tab.client.start()
    for times in (1, 2):
        await tab.client.sign_in()
        assert (tab.client.session.state, len(tab.navigation.visited)) == ("signing_in", times)
        tab.lifecycle.happen("stayed")
        assert tab.client.session.event == "sign_in_abandoned"
    tab = await signed_in(one_browser)
    await tab.client.sign_in(max_age=0)
    tab.lifecycle.happen("stayed")
    assert tab.client.session.event == "session_restored"


async def test_other_navigations_that_are_stopped_change_nothing(one_browser: Browser) -> None:
    """Neither while a code is exchanged, nor later."""
    tab = one_browser.tab()
    tab.load(await tab.callback())

    async def stop() -> None:
        assert tab.client.session.event == "callback_received"
        tab.lifecycle.happen("stayed")

    tab.transport.meanwhile(TOKEN_PATH, stop)
    assert (await tab.client.start()).event == "tokens_accepted"
    tab.lifecycle.happen("stayed")
    assert tab.states == ["signing_in", "signed_in"]


def into_the_bfcache(tab: Tab) -> "Callable[[], Session]":
    """Leave the page; return a function that restores it. It gets no messages meanwhile."""
    channel = tab._channel
    assert channel is not None
    listener, channel._listener = channel._listener, None

    def come_back() -> Session:
        channel._listener = listener
        return tab.brought_back()

    return come_back


@pytest.mark.parametrize("storage", ["session", "memory"])
@pytest.mark.parametrize("is_leaving", [True, False])
async def test_a_page_that_comes_back_hears_what_it_missed(
    one_browser: Browser, storage: str, *, is_leaving: bool
) -> None:
    """Another tab has renewed the session, or has ended it."""
    tab, other = one_browser.tab(token_storage=storage), one_browser.tab(token_storage=storage)
    await tab.sign_in()
    await other.client.start()
    for renewals in range(2):
        if is_leaving:
            await tab.client.sign_in()
        come_back = into_the_bfcache(tab)
        await other.client.refresh() if renewals == 0 else other.client.sign_out(hosted=False)
        come_back()
        assert tab.client.session.is_signed_in is (renewals == 0)
        assert tab.client.session.renewals == 1 - renewals


@pytest.mark.parametrize("storage", ["session", "memory"])
async def test_a_page_that_comes_back_before_the_end_can_be_read_ends_a_moment_later(
    one_browser: Browser, storage: str
) -> None:
    """A browser with a process for each tab may take some milliseconds, and nobody else answers."""
    tab, other = one_browser.tab(token_storage=storage), one_browser.tab(token_storage=storage)
    await tab.sign_in()
    await other.client.start()
    come_back = into_the_bfcache(tab)
    everybody, here = one_browser.storage, MemoryStorage(one_browser.storage.entries)
    tab.client._current.ended._storage = here
    await other.client.sign_out(hosted=False)
    other.close()
    assert come_back().is_signed_in
    tab.lifecycle.happen("stored")
    one_browser.clock.advance(MESSAGE_SECONDS)
    assert tab.client.session.is_signed_in
    here.entries = everybody.entries
    tab.lifecycle.happen("stored")
    one_browser.clock.advance(MESSAGE_SECONDS)
    assert tab.client.session.reason == "signed_out_elsewhere"
    with pytest.raises(SignInRequired):
        await tab.client.get_access_token()


async def test_a_new_sign_in_elsewhere_ends_nothing_if_its_message_comes_last(
    one_browser: Browser,
) -> None:
    """The session that it replaces is recorded as ended, and one page in ten reads that first."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.sign_in()
    await other.client.start()
    channel, replaced = tab._channel, tab.client._current.record
    assert channel is not None
    assert replaced is not None
    assert channel._listener is not None
    late: list[str] = []
    hear, channel._listener = channel._listener, late.append
    one_browser.clock.advance(5)
    await other.come_back(await other.callback(prompt="login"))
    await asyncio.sleep(0.01)
    assert tab.client._current.ended.has(replaced.family)
    tab.lifecycle.happen("stored")
    for message in late:
        hear(message)
    one_browser.clock.advance(MESSAGE_SECONDS)
    assert tab.client.session.event == "session_adopted"
    assert "session_ended" not in [session.event for session in tab.sessions]


async def test_a_signed_out_page_that_comes_back_asks_for_the_session_of_the_others(
    one_browser: Browser,
) -> None:
    """As a page that is loaded does."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.client.start()
    come_back = into_the_bfcache(tab)
    await other.sign_in()
    come_back()
    assert tab.client.session.is_signed_in


@pytest.mark.parametrize("is_released", [True, False])
async def test_a_page_that_comes_back_shows_its_session_again(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch, *, is_released: bool
) -> None:
    """WebKit releases the locks of pages in the bfcache; other browsers keep them."""
    tab = await signed_in(one_browser)
    await asyncio.sleep(0)
    assert len(one_browser.locks._claims) == 1
    if is_released:
        one_browser.locks._claims.clear()
        monkeypatch.setattr(tab.client._current.advertisement, "_release", None)
    tab.brought_back()
    await asyncio.sleep(0)
    assert len(one_browser.locks._claims) == 1


async def test_blocked_storage_is_reported_and_nobody_is_signed_in(one_browser: Browser) -> None:
    """The error is in the session; nothing raises."""
    tab = one_browser.tab()
    tab.storage.broken = ("get",)
    session = await tab.client.start()
    assert session.state == "signed_out"
    assert isinstance(session.error, StorageUnavailable)


async def test_a_sign_out_while_the_page_waits_for_other_tabs_stands(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page does not report afterwards that nothing was stored."""
    tab = one_browser.tab()

    async def sign_out_meanwhile(*, seconds: float) -> None:
        assert seconds == 0
        await tab.client.sign_out(hosted=False)

    monkeypatch.setattr(tab.client._tabs, "request_session", sign_out_meanwhile)
    session = await tab.client.start()
    assert (session.event, tab.states) == ("signed_out", ["signed_out"])


@pytest.mark.parametrize("family", ["", "of a later sign-in"])
@pytest.mark.parametrize("is_renewing", [False, True])
async def test_a_page_that_comes_back_takes_up_what_a_later_page_stored(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch, *, family: str, is_renewing: bool
) -> None:
    """Also while it renews: the renewal comes too late, and the next one can begin."""
    tab = await signed_in(one_browser)
    [key] = [key for key in tab.storage.entries if key.startswith(SESSION_PREFIX)]
    later = parse_object(tab.storage.entries[key]) | {"access_token": "later", "sequence": 7}
    if family:
        later["family"] = family.replace(" ", "-")
    send, may_go_on = tab.transport.send, asyncio.Event()

    async def slowly(request: Request) -> Response:
        await may_go_on.wait()
        return await send(request)

    with monkeypatch.context() as patch:
        patch.setattr(tab.transport, "send", slowly)
        renewal = asyncio.create_task(tab.client.refresh()) if is_renewing else None
        await asyncio.sleep(0.01)
        tab.storage.entries[key] = json.dumps(later)
        session = tab.brought_back()
        assert (session.state, session.event, session.renewals) == (
            "signed_in",
            "session_adopted",
            7,
        )
        may_go_on.set()
        if renewal is not None:
            await asyncio.gather(renewal, return_exceptions=True)
    assert tab.client.session.state == "signed_in"
    assert await tab.client.get_access_token() == "later"
    if not family:  # whose refresh token the renewal has not used
        assert (await tab.client.refresh()).renewals == 8
