"""The port between an owner and a client (HTML, MessagePort)."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, Protocol

    from ..protocol.http import ByteStream

    Body = Any  # of the browser's: ArrayBuffer, Blob, ReadableStream; else bytes, str or a stream
    Receive = Callable[[str, Body], None]
else:
    Protocol = object  # MicroPython has no typing.Protocol


class AbortController(Protocol):
    """Aborts requests (DOM, AbortController).

    Attributes:
        signal: What a request is sent with.
    """

    signal: "Any"

    def abort(self) -> None:
        """Abort every request that has the signal."""


class Port(Protocol):
    """One end of a channel between two programs, and what depends on the kind of the channel.

    `auth.browser.port.MessagePort` is the browser's, `auth.testing` has a double.
    """

    @property
    def transfers_streams(self) -> bool:
        """Whether a body that is still arriving can be sent."""

    def post(self, message: str, body: "Body" = None) -> None:
        """Send a message.

        Args:
            message: JSON.
            body: What goes with it, or None: bytes, a string, a stream, a Blob, or what the other
                end of a port received.
        """

    def listen(self, receive: "Receive", closed: "Callable[[], None]") -> None:
        """Receive messages from now on; earlier ones have waited.

        Args:
            receive: Called with each message and its body, and with "" for anything else.
            closed: Called when the other end is gone, if the browser says so.
        """

    def close(self) -> None:
        """Send and receive nothing any more."""

    async def prepared(self, body: "Body") -> "Body":
        """Return a request's body as something that can be sent, such as a Blob for FormData."""

    async def rest_of(self, stream: "ByteStream") -> "Body":
        """Return the whole body of a response as something that can be sent.

        Raises:
            TransportFailed: The rest did not arrive.
        """

    def to_bytes(self, body: "Body") -> bytes:
        """Return a copy of a received body. Raises MalformedResponse if it is not one of bytes."""

    def to_stream(self, body: "Body", cancel: "Callable[[], None]") -> "ByteStream":
        """Return a received body as a stream.

        Args:
            body: What was received.
            cancel: Called when the reader cancels it.

        Raises:
            MalformedResponse: It is not a stream.
        """

    def abort_controller(self) -> AbortController:
        """Return a new controller for one request."""

    def on_abort(self, signal: "Any", aborted: "Callable[[], None]") -> "Callable[[], None]":  # noqa: ANN401
        """Call a function when a caller's AbortSignal aborts; return one that unsubscribes."""

    def completion(self) -> "tuple[Awaitable[object], Callable[[], None]]":
        """Return an awaitable, and the function that completes it."""
