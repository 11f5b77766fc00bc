"""`fetch` of a client: the request goes to the owner, and the response comes back."""

from ..calls.response import ApiResponse
from ..encoding.members import is_number
from ..errors import ApiRequestFailed, MalformedResponse
from ..protocol.http import Response
from .streams import PulledStream, TransferredStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeGuard

    from ..calls.call import Call as CheckedCall
    from ..protocol.http import ByteStream, Request
    from .link import Link
    from .pending import Call
    from .port import Body

_ABORTED = "no response arrived: the caller aborted the request"


async def fetch(link: "Link", url: str, checked: "CheckedCall") -> ApiResponse:
    """Let the owner send a request, and return the API's response.

    Args:
        link: The connection.
        url: A path of the owner's page, or a URL.
        checked: The other arguments.

    Raises:
        AuthError: As `AuthClient.fetch` does.
    """
    session, request = link.current.number, checked.request(url)
    body = await link.port.prepared(request.body)
    number, call = await link.pending.begin()
    exchange = RemoteExchange(link, request, number, session)
    try:
        exchange.begin(body, checked)
        value = await call.result()
        response = exchange.response(value, call.body)
        response.require_session()
    except BaseException:  # also if the task is cancelled
        exchange.stop()
        raise
    if not request.stream:
        exchange.release()
    return response


class RemoteExchange:
    """One request at the owner, and the stream of its response.

    Args:
        link: The connection.
        request: The request.
        number: The number of the call.
        session: The number of the session that it belongs to.
    """

    def __init__(self, link: "Link", request: "Request", number: int, session: int) -> None:
        self._link, self._request = link, request
        self._number, self._session = number, session
        self._release: Callable[[], None] = lambda: None

    def begin(self, body: "Body", checked: "CheckedCall") -> None:
        """Send the request, and follow the caller's signal.

        Raises:
            SignInRequired: The session has ended while the call waited for its turn.
            TransportFailed: The connection has ended.
        """
        link, request = self._link, self._request
        link.require_open()
        link.require(self._session)
        signal = request.signal
        if signal is not None:
            if signal.aborted:
                raise self._aborted_error()
            self._release = link.port.on_abort(signal, self.stop)
        arguments = {
            "url": request.url,
            "method": request.method,
            "headers": dict(request.headers),
            "timeout": request.timeout,
            "stream": request.stream,
            "step_up": checked.step_up,
            "app_state": checked.app_state,
        }
        link.send(
            "call", body, id=self._number, session=self._session, name="fetch", arguments=arguments
        )

    def response(self, value: object, body: "Body") -> ApiResponse:
        """Return the response.

        Raises:
            MalformedResponse: The owner sent anything else.
        """
        if not isinstance(value, dict) or set(value) != {"status", "headers"}:
            raise MalformedResponse("fetch: the owner did not send a response")
        status, headers = value["status"], value["headers"]
        if not is_number(status) or not _are_strings(headers):
            raise MalformedResponse("fetch: the owner did not send a response")
        stream = self._stream(body) if self._request.stream else None
        content = b"" if stream or body is None else self._link.port.to_bytes(body)
        answer = Response(int(status), headers=headers, body=content, stream=stream)
        return ApiResponse(self._request, answer, lambda: self._link.require(self._session))

    def stop(self) -> None:
        """Tell the owner that nothing more is wanted, and let what waits for it raise."""
        self.release()
        self._link.send("stop", id=self._number)
        call = self._link.pending.take(self._number)
        if call is not None:
            call.error = self._aborted_error()
            call.complete()

    def release(self) -> None:
        """Follow the caller's signal no longer."""
        release, self._release = self._release, lambda: None
        release()

    def _stream(self, body: "Body") -> "ByteStream":
        port = self._link.port
        if body is None:
            return PulledStream(self._pull, self.stop, port.to_bytes)
        return TransferredStream(port.to_stream(body, self.stop), self.stop)

    def _pull(self) -> "Call":
        """Ask for the next piece, which has the number of the call it belongs to."""
        call = self._link.pending.begin_again(self._number)
        self._link.send("pull", id=self._number)
        return call

    def _aborted_error(self) -> ApiRequestFailed:
        url = self._request.url.partition("?")[0]
        return ApiRequestFailed(f"{self._request.method} {url}: {_ABORTED}")


def _are_strings(headers: object) -> "TypeGuard[dict[str, str]]":
    return isinstance(headers, dict) and all(isinstance(one, str) for one in headers.values())
