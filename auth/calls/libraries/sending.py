"""Send a request and block until its response has arrived, with the access token if allowed.

`pyodide_http` sends it as a synchronous XMLHttpRequest, which follows redirects. Browsers remove
the token if one leads to another origin (Fetch 4.4), and the page's policy blocks unlisted origins.
"""

import sys
import types

from ...errors import ArgumentRefused
from ..api import ApiCalls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# Browsers set these themselves, and write an error to the console if a program does (Fetch 2.2.2).
# They accept `User-Agent`, but send a preflight request for it.
_THE_BROWSERS_OWN = (
    "accept-encoding",
    "connection",
    "content-length",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
)


class NoAnswer(Exception):
    """No response arrived: offline, blocked or refused; browsers do not say which."""


class Answer:
    """A response: `status`, `headers` and `body`."""

    def __init__(self, status: int, headers: "dict[str, str]", body: bytes) -> None:
        self.status = status
        # The browser has decoded the body, so these no longer describe it.
        done = ("content-encoding", "content-length", "transfer-encoding")
        self.headers = {name: headers[name] for name in headers if name.lower() not in done}
        self.body = body


class Sender:
    """Sends requests of a library, with the token if `resources` allows the URL's origin."""

    def __init__(self, resources: ApiCalls) -> None:
        self._resources = resources

    def send(self, method: str, url: str, *, headers: "Mapping[str, str]", body: "Any") -> Answer:
        """Send a request, and block until the response has arrived.

        Raises:
            NoAnswer: No response arrived.
            SignInRequired: The token may be sent there, and nobody is signed in.
            TransportFailed: The token may be sent there, and has expired.
        """
        core, content = _core(), _whole(body)
        # The token last: what the body is read from may take its time, and somebody may sign out.
        request = core.Request(method, url, headers=self._headers(url, headers), body=content)
        answer = None
        try:
            answer = core.send(request)
        except Exception:  # noqa: BLE001, S110 - JavaScript's message may quote the request
            pass
        if answer is None or not answer.status_code:
            raise NoAnswer("no response arrived")
        return Answer(answer.status_code, answer.headers, answer.body)

    def _headers(self, url: str, given: "Mapping[str, str]") -> "dict[str, str]":
        """Return the headers to send, with the token if allowed and if the caller sets none."""
        headers = {name: given[name] for name in given if name.lower() not in _THE_BROWSERS_OWN}
        has_its_own = any([name.lower() == "authorization" for name in headers])
        if not has_its_own and self._is_listed(url):
            headers["Authorization"] = f"Bearer {self._resources.token_at_hand()}"
        return headers

    def _is_listed(self, url: str) -> bool:
        """Return whether the token may be sent to a URL; an invalid URL is not listed."""
        try:
            return self._resources.allows(url)
        except ArgumentRefused:
            return False


def _whole(body: "Any") -> str | bytes | None:
    """Return a whole body: files and generators are read to their end."""
    if hasattr(body, "read"):
        body = body.read()
    if body is None or isinstance(body, (str, bytes)):
        return body
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    return b"".join([piece.encode() if isinstance(piece, str) else piece for piece in body])


def _core() -> "Any":
    """Import `pyodide_http._core`, without the module that starts a worker and logs requests."""
    name = "pyodide_http._streaming"
    if name not in sys.modules:
        silent: Any = types.ModuleType(name)
        silent.send_streaming_request = lambda _request: False
        sys.modules[name] = silent
    import pyodide_http._core  # noqa: PLC0415 - fetched when it is first imported

    return pyodide_http._core  # noqa: SLF001 - what it patches is done better here
