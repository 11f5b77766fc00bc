"""A double of the port between an owner and a client, in one event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ..errors import MalformedResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..protocol.http import ByteStream

    Deliver = Callable[["LocalPort", Callable[[], None]], None]


class ManualAbortController:
    """An AbortController, and its signal at once.

    Attributes:
        aborted: Whether it has been aborted.
        signal: The signal.
    """

    def __init__(self) -> None:
        self.aborted = False
        self.listeners: list[Callable[[], None]] = []
        self.signal = self

    def abort(self) -> None:
        """Abort."""
        if not self.aborted:
            self.aborted = True
            for listener in list(self.listeners):
                listener()


class LocalPort:
    """One end of a channel; see `auth.remote.port.Port`.

    Attributes:
        transfers_streams: Whether a stream can be sent.
        sent: Every message that was sent from this end.
        is_closed: Whether this end has been closed.
    """

    other: LocalPort

    def __init__(self, deliver: Deliver, *, transfers_streams: bool) -> None:
        self.transfers_streams = transfers_streams
        self.sent: list[str] = []
        self.is_closed = False
        self._deliver = deliver
        self._waiting: list[tuple[str, Any]] = []
        self._receive: Callable[[str, Any], None] | None = None
        self._closed: Callable[[], None] = lambda: None

    @classmethod
    def pair(
        cls, *, transfers_streams: bool = True, deliver: Deliver | None = None
    ) -> tuple[LocalPort, LocalPort]:
        """Return both ends of a channel.

        Args:
            transfers_streams: Whether a stream can be sent.
            deliver: Called for each message with the end that receives it and a function that
                delivers it; by default, it is delivered in the next step of the event loop.
        """
        one = cls(deliver or _soon, transfers_streams=transfers_streams)
        other = cls(deliver or _soon, transfers_streams=transfers_streams)
        one.other, other.other = other, one
        return one, other

    def post(self, message: str, body: Any = None) -> None:
        """Send a message. Raises TypeError for what a browser could not clone or transfer."""
        if hasattr(body, "read") and not self.transfers_streams:
            raise TypeError("a stream could not be cloned")
        is_known = isinstance(body, (bytes, str, LocalPort)) or hasattr(body, "read")
        if body is not None and not is_known:
            raise TypeError(f"{type(body).__name__} could not be cloned")
        self.sent.append(message)
        if not self.is_closed:
            self._deliver(self.other, lambda: self.other.arrived(message, body))

    def arrived(self, message: str, body: Any) -> None:
        """Receive what the other end has sent."""
        if self.is_closed:
            return
        if self._receive is None:
            self._waiting.append((message, body))
        else:
            self._receive(message, body)

    def listen(self, receive: Callable[[str, Any], None], closed: Callable[[], None]) -> None:
        """Receive messages from now on."""
        self._receive, self._closed = receive, closed
        waiting, self._waiting = self._waiting, []
        for message, body in waiting:
            self._deliver(self, lambda one=message, two=body: self.arrived(one, two))  # type: ignore[misc]

    def close(self) -> None:
        """Send and receive nothing any more; the other end hears of it, as in recent browsers."""
        if not self.is_closed:
            self.is_closed = True
            self._deliver(self.other, self.other.other_end_closed)

    def other_end_closed(self) -> None:
        """Tell the program at this end that the other one is gone."""
        if not self.is_closed:
            self._closed()

    async def prepared(self, body: Any) -> Any:
        """Return a request's body."""
        return body

    async def rest_of(self, stream: ByteStream) -> bytes:
        """Return the whole body of a response."""
        chunks = []
        while (chunk := await stream.read()) is not None:
            chunks.append(chunk)
        return b"".join(chunks)

    def to_bytes(self, body: Any) -> bytes:
        """Return a received body."""
        if not isinstance(body, bytes):
            raise MalformedResponse("the body is not bytes")
        return body

    def to_stream(self, body: Any, cancel: Callable[[], None]) -> ByteStream:
        """Return a received body as a stream."""
        if not hasattr(body, "read"):
            raise MalformedResponse("the body is not a stream")
        return ReceivedStream(body, cancel)

    def abort_controller(self) -> ManualAbortController:
        """Return a new controller."""
        return ManualAbortController()

    def on_abort(self, signal: Any, aborted: Callable[[], None]) -> Callable[[], None]:
        """Call `aborted` when a `ManualAbortController` aborts."""
        signal.listeners.append(aborted)
        return lambda: signal.listeners.remove(aborted)

    def completion(self) -> tuple[Awaitable[object], Callable[[], None]]:
        """Return an awaitable, and the function that completes it."""
        future = asyncio.get_running_loop().create_future()
        return future, lambda: None if future.done() else future.set_result(None)


class ReceivedStream:
    """A transferred stream at the end that reads it."""

    def __init__(self, stream: ByteStream, cancel: Callable[[], None]) -> None:
        self._stream, self.cancel = stream, cancel

    async def read(self) -> bytes | None:
        """Return the next piece, or None at the end."""
        return await self._stream.read()


def _soon(_to: LocalPort, deliver: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_soon(deliver)
