"""A client that has handed its session over: from then on it does nothing at all."""

import asyncio
from typing import TYPE_CHECKING

import pytest

from auth import Session
from auth.session.current import HANDOVER_SECONDS
from tests.support.tab import TOKEN_PATH, Browser, Tab

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = 3600


async def settle() -> None:
    """Let every task that is ready go on."""
    for _ in range(50):
        await asyncio.sleep(0)


async def handed_over(browser: Browser) -> Tab:
    """Give a tab whose first program has made way for another."""
    tab = browser.tab()
    await tab.sign_in()
    tab.client.hand_over()
    return tab


async def test_no_token_is_renewed(one_browser: Browser) -> None:
    """Neither by a timer or an event, nor for somebody who asks: the refresh token works once."""
    tab = await handed_over(one_browser)
    one_browser.clock.advance(2 * HOUR)
    tab.lifecycle.happen("woken")
    await tab.client.get_access_token()
    await settle()
    assert tab.transport.sent_to(TOKEN_PATH)[1:] == []


async def test_a_timer_that_fires_although_it_was_called_off_does_nothing(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform may already be at it, or not have known which timer was meant."""
    called: list[Callable[[], None]] = []

    def after(_seconds: float, callback: "Callable[[], None]") -> "Callable[[], None]":
        called.append(callback)
        return lambda: None

    monkeypatch.setattr(one_browser.clock, "after", after)
    tab = await handed_over(one_browser)
    one_browser.clock.doze(2 * HOUR)
    for callback in called:
        callback()
    await settle()
    assert tab.transport.sent_to(TOKEN_PATH)[1:] == []


async def test_the_lock_is_kept_until_the_successor_has_its_own(one_browser: Browser) -> None:
    """There is always one, also when the client hands over as soon as it hears of a session."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.client.start()

    def step_aside(session: Session) -> None:
        if session.is_signed_in:
            tab.client.hand_over()

    tab.client.subscribe(step_aside)
    await other.sign_in()
    await settle()
    assert tab.client.session.event == "session_adopted"
    assert len(one_browser.locks._claims) == 2  # one is the other tab's
    successor = tab.successor()
    await successor.client.start()
    await settle()
    assert len(one_browser.locks._claims) == 3
    one_browser.clock.advance(HANDOVER_SECONDS)
    assert len(one_browser.locks._claims) == 2
