"""Streams between owner and client, transferred or sent piece by piece."""

import pytest

from auth.errors import ApiRequestFailed, SignInRequired, TransportFailed
from auth.protocol.http import Response
from auth.testing.doubles import ScriptedStream
from tests.support.remote import connected, settle
from tests.support.tab import Browser


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_stream_is_read_while_it_arrives(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """By transfer, or piece by piece where the browser cannot transfer streams."""
    pair = await connected(one_browser, transfers_streams=transfers_streams)
    stream = ScriptedStream([b"one", b"", b"two"])
    pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
    response = await pair.client.fetch("/api/user", stream=True)
    with pytest.raises(RuntimeError):
        response.bytes()
    assert [chunk async for chunk in response] == [b"one", b"two"]
    assert [chunk async for chunk in response] == []
    await settle()
    assert pair.owner._connections[0]._exchanges == {}


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_stream_that_breaks_off_raises(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """What has arrived before is delivered."""
    pair = await connected(one_browser, transfers_streams=transfers_streams)
    stream = ScriptedStream([b"one"], TransportFailed("broke off"))
    pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
    response = await pair.client.fetch("/api/user", stream=True)
    assert await anext(response) == b"one"
    with pytest.raises(ApiRequestFailed):
        await anext(response)


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_cancelled_stream_ends_at_the_owner(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """`cancel` closes the connection to the API."""
    pair = await connected(one_browser, transfers_streams=transfers_streams)
    stream = ScriptedStream([b"one", b"two"])
    pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
    response = await pair.client.fetch("/api/user", stream=True)
    response.cancel()
    await settle()
    assert stream.is_cancelled
    assert pair.owner._connections[0]._exchanges == {}


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_stream_ends_with_its_session(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """The rest of one person's data is not read after the sign-out, at either end."""
    pair = await connected(one_browser, transfers_streams=transfers_streams)
    stream = ScriptedStream([b"one", b"two"])
    pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
    response = await pair.client.fetch("/api/user", stream=True)
    assert await anext(response) == b"one"
    await pair.tab.client.sign_out(hosted=False)
    assert stream.is_cancelled
    await settle()
    with pytest.raises(SignInRequired):
        await anext(response)
