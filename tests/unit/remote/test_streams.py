"""Streams between owner and client, transferred or sent piece by piece."""

import contextlib

import pytest

from auth.calls.response import ApiResponse
from auth.errors import ApiRequestFailed, SignInRequired, TransportFailed
from auth.protocol.http import Response
from auth.testing.doubles import ScriptedStream
from auth.testing.message_port import ManualAbortController
from tests.support.remote import Pair, connected, settle
from tests.support.tab import Browser


async def streaming(
    browser: Browser, stream: ScriptedStream, transfers_streams: object, **options: object
) -> tuple[Pair, ApiResponse]:
    """Return a client of an owner, and the response to its request, whose body is `stream`."""
    pair = await connected(browser, transfers_streams=transfers_streams)
    pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
    return pair, await pair.client.fetch("/api/user", stream=True, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_stream_is_read_while_it_arrives(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """By transfer, or piece by piece where the browser cannot transfer streams."""
    stream = ScriptedStream([b"one", b"", b"two"])
    pair, response = await streaming(one_browser, stream, transfers_streams)
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
    stream = ScriptedStream([b"one"], TransportFailed("broke off"))
    pair, response = await streaming(one_browser, stream, transfers_streams)
    assert await anext(response) == b"one"
    with pytest.raises(ApiRequestFailed):
        await anext(response)
    await settle()
    assert pair.owner._connections[0]._exchanges == {}


@pytest.mark.parametrize("transfers_streams", [True, False])
@pytest.mark.parametrize("failure", [None, TransportFailed("broke off")])
async def test_a_stream_that_has_ended_no_longer_follows_its_signal(
    one_browser: Browser, failure: TransportFailed | None, *, transfers_streams: bool
) -> None:
    """One signal may serve many streams, one after the other."""
    controller = ManualAbortController()
    stream = ScriptedStream([b"one"], failure)
    _, response = await streaming(one_browser, stream, transfers_streams, signal=controller.signal)
    assert len(controller.listeners) == 1
    with contextlib.suppress(ApiRequestFailed):
        assert [chunk async for chunk in response] == [b"one"]
    assert controller.listeners == []


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_cancelled_stream_ends_at_the_owner(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """`cancel` closes the connection to the API."""
    stream = ScriptedStream([b"one", b"two"])
    pair, response = await streaming(one_browser, stream, transfers_streams)
    response.cancel()
    await settle()
    assert stream.is_cancelled
    assert pair.owner._connections[0]._exchanges == {}


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_stream_ends_with_its_session(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """The rest of one person's data is not read after the sign-out, at either end."""
    stream = ScriptedStream([b"one", b"two"])
    pair, response = await streaming(one_browser, stream, transfers_streams)
    assert await anext(response) == b"one"
    await pair.tab.client.sign_out(hosted=False)
    assert stream.is_cancelled
    await settle()
    with pytest.raises(SignInRequired):
        await anext(response)
