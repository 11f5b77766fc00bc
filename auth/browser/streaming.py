"""Responses whose body is read while it arrives (WHATWG Streams)."""

import js

from ..errors import TransportFailed
from ..protocol.http import Request, Response
from .byte_arrays import from_uint8array
from .ffi import is_none
from .transport import failure, fetch_options, headers_of, redirects, with_callers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


async def open_stream(request: Request) -> Response:
    """Send a request, and return the response when its body begins.

    From then on there is no timeout: only the caller's signal ends the body early.

    Raises:
        TransportFailed: No response arrived, or a redirect did.
    """
    controller = js.AbortController.new()
    timer = js.setTimeout(controller.abort.bind(controller), int(request.timeout * 1000))
    signal = with_callers(controller.signal, request)
    answer = None
    try:
        answer = await js.fetch(request.url, fetch_options(request, signal))
    except Exception:  # noqa: BLE001, S110 - the browser says no more than "Failed to fetch"
        pass
    js.clearTimeout(timer)
    if answer is None:
        raise failure(request, signal)
    if redirects(answer):
        controller.abort()
        raise failure(request, signal, is_redirect=True)
    stream = BodyStream(answer, controller)
    return Response(answer.status, headers=headers_of(answer), body=b"", stream=stream)


class BodyStream:
    """The body of a response.

    Attributes:
        native: The browser's own Response. Its body can be read only once, there or here.
    """

    def __init__(self, answer: "Any", controller: "Any") -> None:
        self.native = answer
        self._controller = controller
        self._reader: Any = None

    async def read(self) -> bytes | None:
        """Return the next bytes, or None at the end.

        Raises:
            TransportFailed: The rest did not arrive: the connection broke, or was aborted.
        """
        if is_none(self.native.body):
            return None
        result = None
        try:
            if self._reader is None:
                self._reader = self.native.body.getReader()
            result = await self._reader.read()
        except Exception:  # noqa: BLE001, S110 - what the browser says of it may name anything
            pass
        if result is None:
            raise TransportFailed("the response broke off, or was aborted")
        return None if result.done else from_uint8array(result.value)

    def cancel(self) -> None:
        """Close the connection; what is still to come is never read."""
        self._controller.abort()
