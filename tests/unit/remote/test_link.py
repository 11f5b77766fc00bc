"""The client's end of a connection: how it begins and how it ends."""

import asyncio

import pytest

from auth.errors import TransportFailed
from auth.remote.client import CONNECT_SECONDS, RemoteClient
from auth.testing.message_port import LocalPort
from tests.support.remote import connected, settle
from tests.support.tab import Browser


async def test_an_owner_that_ends_the_connection_ends_the_clients_session(
    one_browser: Browser,
) -> None:
    """Calls that wait raise TransportFailed, later ones too, and nobody is signed in."""
    pair = await connected(one_browser)
    pair.tab.transport.meanwhile("/api/user", asyncio.Event().wait)
    call = asyncio.ensure_future(pair.client.fetch("/api/user"))
    await settle()
    pair.owner.close()
    with pytest.raises(TransportFailed):
        await call
    assert pair.client.session.state == "signed_out"
    assert isinstance(pair.client.session.error, TransportFailed)
    for again in (pair.client.fetch("/"), pair.client.refresh(), pair.client.sign_out()):
        with pytest.raises(TransportFailed):
            await again
    assert pair.tab.client.session.is_signed_in


async def test_an_owner_that_vanishes_is_noticed(one_browser: Browser) -> None:
    """Recent browsers report it; the client does not wait for the ping."""
    pair = await connected(one_browser)
    pair.owner_port.close()
    await settle()
    assert pair.client.session.state == "signed_out"


async def test_nobody_at_the_other_end_is_noticed(one_browser: Browser) -> None:
    """`start` raises after a while, and says what to look for."""
    _, port = LocalPort.pair()
    client = RemoteClient(port, one_browser.clock)
    start = asyncio.ensure_future(client.start())
    await settle()
    one_browser.clock.advance(CONNECT_SECONDS)
    with pytest.raises(TransportFailed, match="did not answer"):
        await start
    with pytest.raises(TransportFailed):
        await client.start()


async def test_close_ends_the_connection_and_not_the_session(one_browser: Browser) -> None:
    """The owner forgets the client."""
    pair = await connected(one_browser)
    pair.client.close()
    await settle()
    assert pair.owner._connections == []
    assert pair.tab.client.session.is_signed_in
    assert pair.client.session.state == "signed_out"
