"""HTTP requests through the browser's `fetch` (WHATWG Fetch)."""

import js

from ..errors import ResponseTooLarge, TransportFailed
from ..protocol.http import Request, Response
from .byte_arrays import from_body, to_uint8array
from .ffi import is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HEADERS = ("content-type", "retry-after", "www-authenticate")


class FetchTransport:
    """The Transport port: no cookies, redirects, cache or referrer, and a time limit."""

    async def send(self, request: Request) -> Response:
        """Send a request, and read the whole response unless `request.stream` is set.

        Raises:
            TransportFailed: No complete response arrived.
            ResponseTooLarge: It has more than `request.max_response_bytes`.
        """
        response = None
        try:
            answer = await js.fetch(request.url, _options(request))
            body = b"" if request.stream else await _body(answer, request)
            native = answer if request.stream else None
            response = Response(answer.status, headers=_headers(answer), body=body, native=native)
        except ResponseTooLarge:
            raise
        except Exception:  # noqa: BLE001, S110 - the browser says no more than "Failed to fetch"
            pass
        if response is None:
            raise TransportFailed("no answer came")
        return response


def _options(request: Request) -> "Any":
    """Name every option, so that nothing is inherited from a tampered `Object.prototype`."""
    body = request.body
    return to_js(
        {
            "method": request.method,
            "headers": to_js([list(header) for header in request.headers]),
            "body": to_uint8array(body) if isinstance(body, bytes) else body,
            "mode": "cors",
            "credentials": "omit",
            "cache": "no-store",
            "redirect": "error",
            "referrer": "",
            "referrerPolicy": "no-referrer",
            "integrity": "",
            "keepalive": request.keepalive,
            "signal": _signal(request),
        }
    )


def _signal(request: Request) -> "Any":
    timeout = js.AbortSignal.timeout(int(request.timeout * 1000))
    if request.signal is None:
        return timeout
    return js.AbortSignal.any(to_js([timeout, request.signal]))


def _headers(answer: "Any") -> "dict[str, str]":
    values = [(name, answer.headers.get(name)) for name in _HEADERS]
    return {name: str(value) for name, value in values if not is_none(value)}


async def _body(answer: "Any", request: Request) -> bytes:
    """Read the body, and stop as soon as it is larger than the request allows."""
    if request.max_response_bytes is None or is_none(answer.body):
        return from_body(js.Uint8Array.new(await answer.arrayBuffer()))
    reader, chunks, count = answer.body.getReader(), js.Array.new(), 0
    while True:
        part = await reader.read()
        if part.done:
            return from_body(js.Uint8Array.new(await js.Blob.new(chunks).arrayBuffer()))
        count += part.value.length
        try:
            request.check_size(count)
        except ResponseTooLarge:
            reader.cancel()
            raise
        chunks.push(part.value)
