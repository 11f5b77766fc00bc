"""The arguments of `AuthClient.fetch`, checked before anything is sent."""

import json

from ..encoding.characters import VISIBLE, has_only
from ..encoding.url import encode_utf8
from ..errors import ArgumentRefused
from ..protocol.http import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    # FormData, Blob and their like have no Python type.
    Body = str | bytes | bytearray | memoryview | Any

LONGEST_TIMEOUT = 2147483.0
"""Seconds: a browser's timer counts milliseconds in 31 bits."""

BROWSER_BODIES = ("ArrayBuffer", "Blob", "File", "FormData", "URLSearchParams", "Uint8Array")
"""Objects of the browser that `fetch` sends as they are (Fetch 5.2, BodyInit)."""

_TOKEN = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FORBIDDEN_METHODS = ("CONNECT", "TRACE", "TRACK")


class Call:
    """The arguments of `AuthClient.fetch`, without the URL and the token.

    See `AuthClient.fetch` for the arguments.

    Attributes:
        step_up: Whether to leave for the sign-in that the API demands.
        app_state: What the app gets back after it.

    Raises:
        ArgumentRefused: The browser would not send the request, or would change it.
    """

    def __init__(
        self,
        *,
        method: str,
        headers: "Mapping[str, str]",
        body: "Body | None",
        json_value: object,
        timeout: float,
        stream: bool,
        signal: object,
        step_up: bool = False,
        app_state: object = None,
    ) -> None:
        self._method = checked_method(method)
        self._headers = checked_headers(headers)
        names = [name.lower() for name, _ in self._headers]
        if "authorization" in names:
            raise ArgumentRefused("headers: got Authorization, which client.fetch sets by itself")
        self._body = checked_body(body)
        if json_value is not None:
            if body is not None:
                raise ArgumentRefused("got both body and json, expected one of them")
            self._body = json_text(json_value)
            if "content-type" not in names:
                self._headers += (("Content-Type", "application/json"),)
        if self._body is not None and self._method in ("GET", "HEAD"):
            raise ArgumentRefused(f'a {self._method} request has no body: use method="POST"')
        self._timeout = checked_timeout(timeout)
        self._stream = checked_flag("stream", stream)
        self.step_up = checked_flag("step_up", step_up)
        if app_state is not None:
            if not step_up:
                raise ArgumentRefused("got app_state without step_up=True, which needs it")
            json_text(app_state, "app_state")
        self.app_state = app_state
        if signal is not None and not hasattr(signal, "aborted"):
            raise ArgumentRefused(f"signal: got {_kind(signal)}, expected an AbortSignal")
        self._signal = signal

    def request(self, url: str, *headers: "tuple[str, str]") -> Request:
        """Return a request with more headers; it can be made again with others."""
        return Request(
            self._method,
            url,
            headers=headers + self._headers,
            body=self._body,
            timeout=self._timeout,
            stream=self._stream,
            signal=self._signal,
        )


def checked_method(method: object) -> str:
    """Return the method in capitals: browsers correct the case of some methods only."""
    name = method.upper() if isinstance(method, str) else ""
    if name != "" and has_only(name, _TOKEN) and name not in _FORBIDDEN_METHODS:
        return name
    raise ArgumentRefused(f"method: got {_shown(method)}, expected GET, POST or the like")


def checked_headers(headers: "Mapping[Any, Any]") -> "tuple[tuple[str, str], ...]":
    """Return pairs of name and value that a request can carry (RFC 9110 5.5 and 5.6.2)."""
    if not hasattr(headers, "items"):
        raise ArgumentRefused(f"headers: got {_kind(headers)}, expected a dict of strings")
    pairs = tuple([(name, value) for name, value in headers.items()])
    for name, value in pairs:
        if not isinstance(name, str) or name == "" or not has_only(name, _TOKEN):
            raise ArgumentRefused("headers: got a name that is not a header's")
        if not isinstance(value, str):
            raise ArgumentRefused(f"headers: {name}: got {_kind(value)}, expected a string")
        if not has_only(value, VISIBLE + " \t"):
            raise ArgumentRefused(f"headers: {name}: got a character that is not ASCII")
    return pairs


def checked_body(body: "Body | None") -> "Body | None":
    """Return the body as a transport takes it: a string, bytes, or an object of the browser's."""
    if isinstance(body, str):
        if encode_utf8(body) is None:
            raise ArgumentRefused(
                "body: got a string with half a surrogate pair, which UTF-8 lacks"
            )
        return body
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    if _constructor(body) in BROWSER_BODIES:
        return body
    raise ArgumentRefused(
        f"body: got {_kind(body)}, expected a string, bytes, FormData or a Blob (for JSON, use"
        " json=; read a file or a generator first)"
    )


def checked_flag(name: str, value: object) -> bool:
    """Return a bool: the string "false" would count as true."""
    if not isinstance(value, bool):
        raise ArgumentRefused(f"{name}: got {_shown(value)}, expected True or False")
    return value


def json_text(value: object, name: str = "json") -> str:
    """Return a value as JSON."""
    text = None
    try:
        text = json.dumps(value)
    except (TypeError, ValueError, RuntimeError):
        pass
    if text is None:
        raise ArgumentRefused(f"{name}: got {_kind(value)} that cannot be written as JSON")
    return text


def checked_timeout(timeout: object) -> float:
    """Return a number of seconds that a browser's timer can count."""
    if isinstance(timeout, (int, float)) and not isinstance(timeout, bool) and timeout > 0:
        return min(timeout, LONGEST_TIMEOUT)
    raise ArgumentRefused(f"timeout: got {_shown(timeout)}, expected seconds, more than none")


def _constructor(value: object) -> str:
    """Return the name of a JavaScript object's class, or nothing for a value of Python's."""
    name = getattr(getattr(value, "constructor", None), "name", "")
    return str(name)


def _kind(value: object) -> str:
    """Return what a value is, with its article."""
    name = _constructor(value) or type(value).__name__
    article = "an" if name[:1].lower() in "aeiou" else "a"
    return f"{article} {name}"


def _shown(value: object) -> str:
    """Return a short value as it is, and of anything else what it is."""
    is_short = isinstance(value, (str, int, float)) and len(str(value)) <= 20
    return repr(value) if is_short else _kind(value)
