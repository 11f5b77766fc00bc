"""Bodies that a client reads while they arrive: transferred ones, and ones sent piece by piece."""

from ..errors import AuthError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..protocol.http import ByteStream
    from .pending import Call


class TransferredStream:
    """A stream of the browser's that the owner has transferred.

    Attributes:
        native: The browser's Response with the unread body, if the port has one.

    Args:
        stream: The stream.
        end: Called when it has ended; tells the owner that it can forget the stream.
    """

    def __init__(self, stream: "ByteStream", end: "Callable[[], None]") -> None:
        self.native = getattr(stream, "native", None)
        self._stream, self._end = stream, end

    async def read(self) -> bytes | None:
        """Return the next bytes, or None at the end. Raises TransportFailed."""
        try:
            chunk = await self._stream.read()
        except AuthError:
            self._end()
            raise
        if chunk is None:
            self._end()
        return chunk

    def cancel(self) -> None:
        """Stop reading."""
        self._stream.cancel()


class PulledStream:
    """A stream whose pieces the owner sends one by one, each when it is asked for.

    Args:
        pull: Asks for the next piece.
        stop: Called when it has ended, or to end it; tells the owner that no more is wanted.
        to_bytes: Converts a piece.
    """

    def __init__(
        self,
        pull: "Callable[[], Call]",
        stop: "Callable[[], None]",
        to_bytes: "Callable[[object], bytes]",
    ) -> None:
        self._pull, self.cancel, self._to_bytes = pull, stop, to_bytes
        self._is_over = False

    async def read(self) -> bytes | None:
        """Return the next bytes, or None at the end. Raises TransportFailed."""
        if self._is_over:
            return None
        call = self._pull()
        try:
            is_last = await call.result() is True
        except AuthError:
            self._end()
            raise
        if is_last:
            self._end()
            return None
        return self._to_bytes(call.body)

    def _end(self) -> None:
        self._is_over = True
        self.cancel()
