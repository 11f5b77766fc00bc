"""Requests through the browser's `fetch`, with everything it may do spelled out (WHATWG Fetch)."""

import js

from ..errors import TransportFailed
from ..protocol.http import Request, Response
from .byte_arrays import IS_SLOW, from_uint8array, to_uint8array
from .ffi import is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HEADERS = ("content-type", "retry-after", "www-authenticate")


class FetchTransport:
    """The Transport port: no cookies, no redirects, no cache, no referrer, and never for ever."""

    async def send(self, request: Request) -> Response:
        """Send and read to the end. Raises TransportFailed when no whole answer comes."""
        response = None
        try:
            answer = await js.fetch(request.url, _options(request))
            body = b"" if request.stream else await _body(answer)
            native = answer if request.stream else None
            response = Response(answer.status, headers=_headers(answer), body=body, native=native)
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


async def _body(answer: "Any") -> bytes:
    """Read the body, as text where bytes cross slowly and the body is text anyway."""
    content_type = answer.headers.get("content-type")
    textual = not is_none(content_type) and ("json" in content_type or "text" in content_type)
    if IS_SLOW and textual:
        return str(await answer.text()).encode()
    return from_uint8array(js.Uint8Array.new(await answer.arrayBuffer()))
