"""One call of a client at its owner, with the request and the stream that belong to it."""

from ..errors import ApiRequestFailed, ArgumentRefused, TransportFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..client import AuthClient
    from ..ports import Clock
    from ..protocol.http import ByteStream
    from .port import Body, Port


class Exchange:
    """One call, until its result and the stream in it have been sent.

    Attributes:
        number: The client's number of the call.
        session: The number of the session that the call belongs to.
        value: The result, as JSON.
        body: The body that goes with it.
        stream: The stream that the client may still stop, or None.
    """

    def __init__(self, number: int, session: int, port: "Port", clock: "Clock") -> None:
        self.number = number
        self.session = session
        self.value: object = None
        self.body: Body = None
        self.stream: ByteStream | None = None
        self._port, self._clock = port, clock
        self._controller = port.abort_controller()

    def abort(self) -> None:
        """Abort the request or the stream."""
        self._controller.abort()
        if self.stream is not None:
            self.stream.cancel()

    async def fetch(self, client: "AuthClient", arguments: "dict[str, Any]", body: "Body") -> None:
        """Call an API, and keep the response as the result.

        The body of the response goes from the network to the port: Python does not read it.

        Raises:
            AuthError: As `AuthClient.fetch` does.
        """
        is_stream, begun_at = arguments.pop("stream"), self._clock.monotonic()
        if not isinstance(is_stream, bool) or not isinstance(arguments["headers"], dict):
            raise ArgumentRefused("fetch: stream is not a bool, or headers is not an object")
        response = await client.fetch(
            arguments.pop("url"),
            body=body,
            stream=True,
            signal=self._controller.signal,
            **arguments,
        )
        self.value = {"status": response.status, "headers": dict(response.headers.items())}
        stream: ByteStream | None = response._stream  # noqa: SLF001 - transferred, or read whole
        if is_stream and stream is not None:
            self.stream = stream
            self.body = stream if self._port.transfers_streams else None
        elif stream is not None:
            late = begun_at + arguments["timeout"]
            self.body = await self._whole(stream, late, arguments["timeout"])
            response.require_session()
        else:
            self.body = response.bytes()

    async def next_chunk(self) -> bytes | None:
        """Return the next piece of the stream, or None at its end.

        Raises:
            TransportFailed: The rest did not arrive.
        """
        return None if self.stream is None else await self.stream.read()

    async def _whole(self, stream: "ByteStream", late: float, timeout: float) -> "Body":  # noqa: ASYNC109
        """Return the whole body, if it arrives before the time `late`."""
        is_late: list[bool] = []

        def give_up() -> None:
            is_late.append(True)
            stream.cancel()

        seconds = max(0.0, late - self._clock.monotonic())
        stop_waiting = self._clock.after(seconds, give_up)
        failure = ""
        body: Body = None
        try:
            body = await self._port.rest_of(stream)
        except TransportFailed as error:
            failure = f"no response arrived within {timeout:g} seconds" if is_late else str(error)
        stop_waiting()
        if failure:
            raise ApiRequestFailed(failure)
        return body
