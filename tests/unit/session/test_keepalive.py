"""Keeping alive: renewals in time, retries that spread, sleep, wrong clocks, and limits."""

import asyncio
from typing import TYPE_CHECKING

import pytest

from auth.errors import TransportFailed
from auth.session.keepalive import SLICE_SECONDS
from tests.support import samples
from tests.support.tab import TOKEN_PATH, Browser, Tab, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = 86_400


async def settle() -> None:
    """Run every task that is ready."""
    for _ in range(50):
        await asyncio.sleep(0)


async def pass_time(browser: Browser, seconds: float) -> None:
    """Advance the clock in small steps, and run the tasks that are due."""
    while seconds > 0:
        browser.clock.advance(min(10, seconds))
        await settle()
        seconds -= 10


async def test_a_token_is_renewed_before_it_ends(one_browser: Browser) -> None:
    """A renewal runs once an hour without a call by the app."""
    tab = await signed_in(one_browser)
    await pass_time(one_browser, 3 * 3600)
    assert tab.codes_sent - 1 in (3, 4)
    assert tab.client.session.state == "signed_in"


@pytest.mark.parametrize("seconds", [2 * 3600, 30 * DAY - 3600])
async def test_after_sleep_no_expired_token_is_handed_out(
    one_browser: Browser, seconds: float
) -> None:
    """The first call renews, though no timer has fired."""
    tab = await signed_in(one_browser)
    old = await tab.client.get_access_token()
    one_browser.clock.doze(seconds)
    assert await tab.client.get_access_token() != old
    assert tab.codes_sent == 2


async def test_after_a_sleep_longer_than_the_session_one_sign_in_is_asked_for(
    one_browser: Browser,
) -> None:
    """The refresh token has ended too: one request, one end, no loop."""
    tab = await signed_in(one_browser)
    one_browser.clock.doze(31 * DAY)
    tab.lifecycle.happen("woken")
    await settle()
    await pass_time(one_browser, 600)
    assert tab.states.count("ended") == 1
    assert tab.codes_sent == 2


@pytest.mark.parametrize("jump", [-DAY, -600, -240, 240, 600, DAY])
async def test_a_clock_that_is_set_meanwhile_ends_nothing(
    one_browser: Browser, jump: float
) -> None:
    """There is no loop, no sign-out, and no expired token."""
    tab = await signed_in(one_browser)
    device = one_browser.clock
    device.set(jump)
    one_browser.cognito._now = lambda: device.now() - jump  # Cognito's clock is right
    await pass_time(one_browser, 7200)
    assert tab.client.session.state == "signed_in"
    assert 2 <= tab.codes_sent - 1 <= 4


async def test_trouble_is_retried_less_and_less_often(one_browser: Browser) -> None:
    """Ten minutes of failures cause a few requests, and the session is kept."""
    tab = await signed_in(one_browser)
    for _ in range(100):
        tab.transport.answer(TOKEN_PATH, TransportFailed("no answer came"))
    await pass_time(one_browser, 3600 + 600)
    assert 5 <= tab.codes_sent <= 14
    assert tab.client.session.state == "offline"


async def test_coming_online_retries_at_once(one_browser: Browser) -> None:
    """The retry does not wait for the timer."""
    tab = await signed_in(one_browser)
    one_browser.clock.doze(3700)
    tab.transport.answer(TOKEN_PATH, TransportFailed("no answer came"))
    tab.lifecycle.happen("woken")
    await settle()
    assert tab.states[-1] == "offline"
    tab.lifecycle.happen("woken")
    await settle()
    assert tab.states[-1] == "signed_in"


async def test_retry_after_is_honoured(one_browser: Browser) -> None:
    """A busy server that names a time is left alone that long."""
    tab = await signed_in(one_browser)
    one_browser.clock.doze(3700)
    tab.transport.answer(TOKEN_PATH, samples.reply(b"", 429, retry_after="120"))
    tab.lifecycle.happen("woken")
    await settle()
    sent = tab.codes_sent
    await pass_time(one_browser, 110)
    assert tab.codes_sent == sent
    await pass_time(one_browser, 60)
    assert tab.codes_sent == sent + 1


async def test_a_ceiling_ends_the_session_whatever_happens(one_browser: Browser) -> None:
    """With a warning a minute before, in every tab, and the refresh token is revoked."""
    tab = await signed_in(one_browser, max_session_seconds=1800)
    warned: list[str] = []
    tab.client.on("expiring", lambda _session: warned.append("expiring"))
    for _ in range(5):
        await pass_time(one_browser, 350)
        tab.client.record_activity()
    assert warned == ["expiring"]
    await pass_time(one_browser, 60)
    assert (tab.client.session.state, tab.client.session.reason) == ("ended", "session_limit")
    assert len(tab.transport.sent_to("/oauth2/revoke")) == 1


async def test_a_page_loaded_after_the_ceiling_restores_nothing(one_browser: Browser) -> None:
    """Not even for a moment: no token is renewed, and the refresh token is revoked."""
    tab = await signed_in(one_browser, max_session_seconds=1800)
    tab.client.hand_over()  # its timers stop, as those of a page that is left do
    one_browser.clock.doze(1800)
    session = await tab.load(f"{samples.PAGE}/").start()
    await settle()
    assert (session.state, tab.states, tab.codes_sent) == ("signed_out", ["signed_out"], 1)
    assert (tab.storage.entries, len(tab.transport.sent_to("/oauth2/revoke"))) == ({}, 1)


async def test_idleness_ends_the_session_and_activity_anywhere_does_not(
    one_browser: Browser,
) -> None:
    """A key in one tab keeps its sibling alive; looking at the session does not."""
    tab = await signed_in(one_browser, idle_timeout_seconds=300)
    sibling = one_browser.tab(idle_timeout_seconds=300)
    await sibling.client.start()
    await settle()
    for _ in range(4):
        await pass_time(one_browser, 200)
        tab.lifecycle.happen("active")
        assert sibling.client.session.is_signed_in
    await pass_time(one_browser, 320)
    assert tab.client.session.reason in ("idle", "signed_out_elsewhere")
    assert not sibling.client.session.is_signed_in


async def timers_of(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, **settings: object
) -> "tuple[Tab, list[tuple[float, Callable[[], None]]]]":
    """Return a tab with ada signed in, and the timers that its client sets from now on."""
    timers: list[tuple[float, Callable[[], None]]] = []
    tab = await signed_in(browser, **settings)  # type: ignore[arg-type]

    def after(seconds: float, callback: "Callable[[], None]") -> "Callable[[], None]":
        timers.append((seconds, callback))
        return lambda: None

    monkeypatch.setattr(browser.clock, "after", after)
    tab.lifecycle.happen("woken")
    return tab, timers


async def test_a_renewal_under_way_is_not_looked_at_twice_a_second(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next check is due after a slice."""
    one_browser.clock.doze(1)
    tab, timers = await timers_of(one_browser, monkeypatch)
    one_browser.clock.doze(3600 - 30)
    timers.clear()
    tab.lifecycle.happen("woken")
    assert [seconds for seconds, _ in timers] == [SLICE_SECONDS]


@pytest.mark.parametrize("limit", ["max_session_seconds", "idle_timeout_seconds"])
@pytest.mark.parametrize("seconds", [550, 650])
async def test_a_timer_that_fires_after_the_handover_ends_nothing(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch, limit: str, seconds: float
) -> None:
    """The successor observes the limits."""
    tab, timers = await timers_of(one_browser, monkeypatch, **{limit: 600})
    tab.client.hand_over()
    one_browser.clock.doze(seconds)
    for _, callback in list(timers):
        callback()
    assert (tab.client.session.state, tab.client.session.event) == ("signed_in", "tokens_accepted")


async def test_a_timer_that_fires_after_the_sign_out_does_nothing(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No event is reported when nobody is signed in."""
    tab, timers = await timers_of(one_browser, monkeypatch, idle_timeout_seconds=600)
    await tab.client.sign_out(hosted=False)
    one_browser.clock.doze(550)
    for _, callback in list(timers):
        callback()
    assert tab.client.session.event == "signed_out"


async def test_a_renewal_that_is_due_when_somebody_signs_out_is_not_begun(
    one_browser: Browser,
) -> None:
    """The sign-out happens between the timer and the task that it starts."""
    tab = await signed_in(one_browser)
    one_browser.clock.doze(3600)
    tab.lifecycle.happen("woken")
    tab.client._current.signed_out()
    await settle()
    task = tab.client._keepalive._task
    assert task.exception() is None
    assert tab.codes_sent == 1


async def test_another_session_starts_without_the_delay_of_the_one_before(
    one_browser: Browser,
) -> None:
    """A renewal that another session overtook has not failed."""
    tab, other = await signed_in(one_browser), one_browser.tab()
    await other.client.start()
    one_browser.clock.doze(3600)

    async def sign_in_again() -> None:
        await other.come_back(await other.callback(prompt="login"))

    one_browser.cognito.sessions.end_all()
    tab.transport.meanwhile(TOKEN_PATH, sign_in_again)
    tab.lifecycle.happen("woken")
    await settle()
    assert tab.client._keepalive._failures == 0
    assert tab.client.session.is_signed_in
