"""HTTP requests through the browser's `fetch`, with every option spelled out (WHATWG Fetch)."""

import json

import js

from ..errors import ResponseTooLarge, TransportFailed
from ..protocol.http import Request, Response
from .byte_arrays import from_body, to_uint8array
from .ffi import is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_REDIRECTS = (301, 302, 303, 307, 308)
_REDIRECTED = "the server answered with a redirect, which is not followed: call its target instead"


class FetchTransport:
    """The Transport port: no cookies, redirects, cache or referrer, and a time limit.

    Args:
        early_request: A GET request that JavaScript has sent before Python started: its `url`, and
            the promise of its `response`, which is null if it failed. It is used once.
    """

    def __init__(self, early_request: "Any" = None) -> None:
        self._early_request = early_request

    async def send(self, request: Request) -> Response:
        """Send a request, and read the whole response unless `request.stream` is set.

        Raises:
            TransportFailed: No complete response arrived, or a redirect did.
            ResponseTooLarge: It has more than `request.max_response_bytes`.
        """
        if request.stream:
            from .streaming import open_stream  # noqa: PLC0415 - nothing that a sign-in needs

            return await open_stream(request)
        signal = with_callers(js.AbortSignal.timeout(int(request.timeout * 1000)), request)
        response = None
        is_redirect = False
        try:
            answer = await self._early_response(request.url)
            if is_none(answer):
                answer = await js.fetch(request.url, fetch_options(request, signal))
            is_redirect = redirects(answer)
            if not is_redirect:
                body = await _body(answer, request)
                response = Response(answer.status, headers=headers_of(answer), body=body)
        except ResponseTooLarge:
            raise
        except Exception:  # noqa: BLE001, S110 - the browser says no more than "Failed to fetch"
            pass
        if response is None:
            raise failure(request, signal, is_redirect=is_redirect)
        return response

    async def _early_response(self, url: str) -> "Any":
        early = self._early_request
        if is_none(early) or early.url != url:
            return None
        self._early_request = None
        return await early.response


def fetch_options(request: Request, signal: "Any") -> "Any":
    """Return every option, so that nothing is inherited from a tampered `Object.prototype`."""
    body = request.body
    return to_js(
        {
            "method": request.method,
            "headers": to_js([list(header) for header in request.headers]),
            "body": to_uint8array(body) if isinstance(body, bytes) else body,
            "mode": "cors",
            "credentials": "omit",
            "cache": "no-store",
            # Not "error", which says no more than that something has failed.
            "redirect": "manual",
            "referrer": "",
            "referrerPolicy": "no-referrer",
            "integrity": "",
            "keepalive": request.keepalive,
            "signal": signal,
        }
    )


def redirects(answer: "Any") -> bool:
    """Return whether a response is a redirect, which browsers show as an opaque response."""
    return answer.type == "opaqueredirect" or answer.status in _REDIRECTS


def headers_of(answer: "Any") -> "dict[str, str]":
    """Return all headers by name, in one step from JavaScript: each one takes time."""
    text = js.JSON.stringify(js.Object.fromEntries(answer.headers))
    return json.loads(str(text))  # type: ignore[no-any-return] # names and values


def failure(request: Request, signal: "Any", *, is_redirect: bool = False) -> TransportFailed:
    """Return the error for a request that brought no response, with what is known of the cause."""
    if is_redirect:
        return TransportFailed(_REDIRECTED, is_redirect=True)
    if request.signal is not None and request.signal.aborted:
        return TransportFailed("no response arrived: the caller aborted the request")
    if signal.aborted:
        return TransportFailed(f"no response arrived within {request.timeout:g} seconds")
    return TransportFailed(
        "no response arrived: the network is down, or the request was blocked (CORS, a policy)"
    )


def with_callers(signal: "Any", request: Request) -> "Any":
    """Return an AbortSignal that also aborts with the caller's, if there is one."""
    if request.signal is None:
        return signal
    return js.AbortSignal.any(to_js([signal, request.signal]))


async def _body(answer: "Any", request: Request) -> bytes:
    """Read the body, and stop as soon as it is larger than the request allows."""
    if request.max_response_bytes is None or is_none(answer.body):
        return from_body(js.Uint8Array.new(await answer.arrayBuffer()))
    reader, count = answer.body.getReader(), 0
    chunks: list[Any] = []
    while True:
        part = await reader.read()
        if part.done:
            return from_body(_joined(chunks, count))
        count += part.value.length
        try:
            request.check_size(count)
        except ResponseTooLarge:
            reader.cancel()
            raise
        chunks.append(part.value)


def _joined(chunks: "list[Any]", count: int) -> "Any":
    # Not with a Blob: WebKit keeps no page for going back that is left just after it read one.
    array, end = js.Uint8Array.new(count), 0
    for chunk in chunks:
        array.set(chunk, end)
        end += chunk.length
    return array
