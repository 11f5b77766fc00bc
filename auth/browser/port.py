"""The Port between an owner and a client (HTML, MessagePort)."""

import js

from ..errors import MalformedResponse, StorageUnavailable, TransportFailed
from .byte_arrays import from_body, to_uint8array
from .ffi import create_proxy, is_none, to_js
from .storage import Attempt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ..protocol.http import ByteStream

_BYTES = ("ArrayBuffer", "Uint8Array")
_BODIES = _BYTES + ("Blob", "File", "ReadableStream")
_BECOME_BLOBS = ("FormData", "URLSearchParams")
_BROKEN_OFF = "the response broke off, or was aborted"


class MessagePort:
    """The Port, over one of the browser's.

    Args:
        port: The browser's MessagePort.
    """

    def __init__(self, port: "Any") -> None:
        self._port = port
        self._transfers_streams: bool | None = None

    @property
    def transfers_streams(self) -> bool:
        """Whether this browser can transfer streams (WHATWG Streams 4.2.6)."""
        if self._transfers_streams is None:
            self._transfers_streams = _can_transfer_streams()
        return self._transfers_streams

    def post(self, message: str, body: "Any" = None) -> None:
        """Send a message. Bytes and streams are transferred, other bodies are cloned."""
        content, transferred = _sendable(body)
        if is_none(content):
            self._port.postMessage(message)
        else:
            self._port.postMessage(js.Array.of(message, content), transferred)

    def listen(self, receive: "Callable[[str, Any], None]", closed: "Callable[[], None]") -> None:
        """Receive messages from now on."""

        def received(event: "Any") -> None:
            text, body = self._read(event)
            receive(text, body)

        def gone(_event: "Any") -> None:
            closed()

        def unreadable(_event: "Any") -> None:
            receive("", None)

        self._port.addEventListener("close", create_proxy(gone))  # not in every browser
        self._port.addEventListener("messageerror", create_proxy(unreadable))
        self._port.onmessage = create_proxy(received)

    def _read(self, event: "Any") -> "tuple[str, Any]":
        """Return text and body of a message; no message of this package is an empty text."""
        data = event.data
        if isinstance(data, str):
            return data, None
        return (data[0], data[1]) if _is_message(data) else ("", None)

    def close(self) -> None:
        """Send and receive nothing any more."""
        self._port.close()

    async def prepared(self, body: "Any") -> "Any":
        """Return a request's body; a form becomes a Blob, whose type the browser sends."""
        if _kind(body) in _BECOME_BLOBS:
            return await js.Response.new(body).blob()
        return body

    async def rest_of(self, stream: "ByteStream") -> "Any":
        """Return the whole body of a response, which stays in JavaScript.

        Raises:
            TransportFailed: The rest did not arrive.
        """
        response: Any = stream
        body = None
        try:
            body = await response.native.arrayBuffer()
        except Exception:  # noqa: BLE001, S110 - what the browser says of it may name anything
            pass
        if body is None:
            raise TransportFailed(_BROKEN_OFF)
        return _Owned(body)

    def to_bytes(self, body: "Any") -> bytes:
        """Return a copy of a received body. Raises MalformedResponse if it is not one of bytes."""
        if _kind(body) not in _BYTES:
            raise MalformedResponse("the body is not one of bytes")
        return from_body(js.Uint8Array.new(body))

    def to_stream(self, body: "Any", cancel: "Callable[[], None]") -> "ByteStream":
        """Return a received body as a stream. Raises MalformedResponse if it is not a stream."""
        from .streaming import BodyStream  # noqa: PLC0415 - not before it is used

        if _kind(body) != "ReadableStream":
            raise MalformedResponse("the body is not a stream")
        return BodyStream(js.Response.new(body), _Cancelling(cancel))

    def abort_controller(self) -> "Any":
        """Return a new AbortController."""
        return js.AbortController.new()

    def on_abort(self, signal: "Any", aborted: "Callable[[], None]") -> "Callable[[], None]":
        """Call a function when an AbortSignal aborts; return one that unsubscribes."""
        proxy = create_proxy(lambda _event: aborted())
        signal.addEventListener("abort", proxy)
        return lambda: signal.removeEventListener("abort", proxy)

    def completion(self) -> "tuple[Awaitable[object], Callable[[], None]]":
        """Return an awaitable, and the function that completes it.

        A promise: on MicroPython, nothing of asyncio can be awaited where JavaScript drives.
        """
        completion = js.Promise.withResolvers()
        return completion.promise, lambda: completion.resolve(None)


class _Owned:
    """A buffer that nobody else has, so that it can be transferred."""

    def __init__(self, buffer: "Any") -> None:
        self.buffer = buffer


class _Cancelling:
    """What a stream calls to be cancelled."""

    def __init__(self, abort: "Callable[[], None]") -> None:
        self.abort = abort


def _sendable(body: "Any") -> "tuple[Any, Any]":
    """Return what is sent for a body, and what of it is transferred."""
    if isinstance(body, _Owned):
        return body.buffer, js.Array.of(body.buffer)
    if isinstance(body, bytes):
        array = to_uint8array(body)
        return array, js.Array.of(array.buffer)
    native = getattr(body, "native", None)
    if native is None:
        return body, js.Array.new()
    return native.body, js.Array.of(native.body)


def _is_message(data: "Any") -> bool:
    """Check whether data is a message with a body."""
    is_pair = js.Array.isArray(data) and data.length == 2 and isinstance(data[0], str)
    return is_pair and (isinstance(data[1], str) or _kind(data[1]) in _BODIES)


def _kind(value: "Any") -> str:
    return str(getattr(getattr(value, "constructor", None), "name", ""))


def _can_transfer_streams() -> bool:
    stream = js.ReadableStream.new()
    options = to_js({"transfer": [stream]})
    try:
        Attempt().call(js.globalThis, "structuredClone", stream, options)
    except StorageUnavailable:
        return False
    return True
