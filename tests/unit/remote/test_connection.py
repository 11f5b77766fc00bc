"""One client at its owner: which calls it may make, and for whom."""

import asyncio

import pytest

from auth.errors import ArgumentRefused, AuthError, SignInRequired
from auth.remote.connection import HELLO_SECONDS
from tests.support.remote import Pair, RawClient, connected, settle
from tests.support.tab import Browser


async def test_a_call_belongs_to_the_session_it_began_with(one_browser: Browser) -> None:
    """A client that has not heard of a new session yet gets nothing of it."""
    pair = await connected(one_browser)
    call = asyncio.ensure_future(pair.client.fetch("/api/user"))
    await asyncio.sleep(0)  # the message is under way
    await pair.tab.client.sign_out(hosted=False)
    with pytest.raises(SignInRequired):
        await call
    assert one_browser.api.seen == []


async def test_the_access_token_is_withheld_unless_it_is_allowed(one_browser: Browser) -> None:
    """The owner decides for each port."""
    pair = await connected(one_browser)
    with pytest.raises(ArgumentRefused, match="fetch"):
        await pair.client.get_access_token()
    allowed = Pair(pair.tab, allows_access_token=True)
    await allowed.client.start()
    assert await allowed.client.get_access_token() == await pair.tab.client.get_access_token()


async def test_a_port_without_hello_is_closed_after_a_while(one_browser: Browser) -> None:
    """A host's worker may ignore the port that it gets."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    one_browser.clock.advance(HELLO_SECONDS)
    await settle()
    assert raw.is_closed
    assert len(pair.owner._connections) == 1


async def test_an_exception_that_is_not_public_crosses_without_details(
    one_browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """The owner's console shows where it was raised, and not what it says."""
    pair = await connected(one_browser)

    async def fail() -> None:
        raise ValueError("a secret")

    pair.tab.transport.meanwhile("/api/user", fail)
    with pytest.raises(AuthError) as caught:
        await pair.client.fetch("/api/user")
    assert type(caught.value) is AuthError
    assert "a secret" not in str(caught.value) + capsys.readouterr().err
