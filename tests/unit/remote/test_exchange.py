"""One request at the owner: its time limit, and the session it belongs to."""

import asyncio

import pytest

from auth.errors import ApiRequestFailed, SignInRequired
from auth.protocol.http import Response
from auth.testing.doubles import ScriptedStream
from tests.support.remote import connected, settle
from tests.support.tab import Browser


async def test_a_401_renews_at_the_owner(one_browser: Browser) -> None:
    """The client sees the renewal, and then the response."""
    pair = await connected(one_browser)
    one_browser.api.statuses = [401]
    assert (await pair.client.fetch("/api/user")).status == 200
    assert pair.client.session.renewals == 1


async def test_the_time_limit_includes_the_body(one_browser: Browser) -> None:
    """A body that never ends is given up by the owner."""

    class Endless(ScriptedStream):
        async def read(self) -> bytes | None:
            while not self.is_cancelled:  # noqa: ASYNC110 - `cancel` sets no event
                await asyncio.sleep(0)
            return await super().read()

    pair = await connected(one_browser)
    answer = Response(200, headers={}, body=b"", stream=Endless([]))
    pair.tab.transport.answer("/api/user", answer)
    call = asyncio.ensure_future(pair.client.fetch("/api/user", timeout=5))
    await settle()
    assert not call.done()
    one_browser.clock.advance(5)
    with pytest.raises(ApiRequestFailed, match="within 5 seconds"):
        await call


async def test_an_answer_that_comes_after_the_sign_out_is_dropped(one_browser: Browser) -> None:
    """Whoever asked has signed out meanwhile."""
    pair = await connected(one_browser)
    pair.tab.transport.meanwhile("/api/user", lambda: pair.tab.client.sign_out(hosted=False))
    with pytest.raises(SignInRequired):
        await pair.client.fetch("/api/user")
