"""Calls that wait: in turn, and for an owner that is silent."""

import asyncio

import pytest

from auth.errors import TransportFailed
from auth.remote.pending import MOST_CALLS, PING_SECONDS
from tests.support.remote import connected, settle
from tests.support.tab import Browser


async def test_a_silent_owner_is_noticed(one_browser: Browser) -> None:
    """A call raises when the owner does not even answer a ping; a slow call does not."""
    pair = await connected(one_browser)
    may_answer = asyncio.Event()
    pair.tab.transport.meanwhile("/api/user", may_answer.wait)
    slow = asyncio.ensure_future(pair.client.fetch("/api/user", timeout=1000))
    await settle()
    for _ in range(6):
        one_browser.clock.advance(PING_SECONDS)
        await settle()
    assert not slow.done()
    may_answer.set()
    await slow
    pair.owner_port.arrived = lambda *_: None  # type: ignore[method-assign]
    call = asyncio.ensure_future(pair.client.refresh())
    await settle()
    for _ in range(2):
        one_browser.clock.advance(PING_SECONDS)
        await settle()
        assert not call.done()
    one_browser.clock.advance(PING_SECONDS)
    with pytest.raises(TransportFailed, match="does not answer"):
        await call
    assert pair.client.session.is_signed_in  # it may only be frozen


async def test_many_calls_take_turns(one_browser: Browser) -> None:
    """All are answered, and the owner never has more than a limited number."""
    pair = await connected(one_browser)
    most = 0

    async def count() -> None:
        nonlocal most
        most = max(most, len(pair.owner._connections[0]._exchanges))

    for _ in range(3 * MOST_CALLS):
        pair.tab.transport.meanwhile("/api/user", count)
    calls = [pair.client.fetch("/api/user") for _ in range(3 * MOST_CALLS)]
    assert {response.status for response in await asyncio.gather(*calls)} == {200}
    assert most == MOST_CALLS


@pytest.mark.parametrize("is_late", [False, True])
async def test_a_call_that_is_cancelled_while_it_waits_takes_no_turn(
    one_browser: Browser, *, is_late: bool
) -> None:
    """The next one gets it, also if the turn had just come."""
    pending = (await connected(one_browser)).client._link.pending
    numbers = [pending.begin_now()[0] for _ in range(MOST_CALLS)]
    cancelled, other = (asyncio.ensure_future(pending.begin()) for _ in range(2))
    await settle()
    if is_late:
        pending.take(numbers[0])
        cancelled.cancel()
    else:
        cancelled.cancel()
        await settle()
        pending.take(numbers[0])
    await settle()
    assert cancelled.cancelled()
    assert other.done()
