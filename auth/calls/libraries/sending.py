"""One request that waits for its answer, with the access token where it may go.

Through `pyodide_http`, which asks by a synchronous XMLHttpRequest. That follows redirects by
itself; browsers take the token off when one leads to another origin (Fetch 4.4), and the page's
policy stops it where that origin is not listed.
"""

import sys
import types

from ...errors import ArgumentRefused
from ..api import ApiCalls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# Browsers set these themselves and complain on the console about everybody else who does (Fetch
# 2.2.2); `User-Agent` they would take, at the price of a preflight.
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
    """Offline, blocked or refused: browsers say no more."""


class Answer:
    """What came back: `status`, `headers` and `body`."""

    def __init__(self, status: int, headers: "dict[str, str]", body: bytes) -> None:
        self.status = status
        # The browser has decoded and measured the body already.
        done = ("content-encoding", "content-length", "transfer-encoding")
        self.headers = {name: headers[name] for name in headers if name.lower() not in done}
        self.body = body


class Sender:
    """Sends for a library; `resources` know which origins the token may go to."""

    def __init__(self, resources: ApiCalls) -> None:
        self._resources = resources

    def send(self, method: str, url: str, *, headers: "Mapping[str, str]", body: "Any") -> Answer:
        """Send, and wait for the answer.

        Raises NoAnswer, and SignInRequired or TransportFailed where the token may go and there is
        none that is still good.
        """
        core, content = _core(), _whole(body)
        # The token last: what the body is read from may take its time, and somebody may sign out.
        request = core.Request(method, url, headers=self._headers(url, headers), body=content)
        answer = None
        try:
            answer = core.send(request)
        except Exception:  # noqa: BLE001, S110 - JavaScript's, whose words may quote the request
            pass
        if answer is None or not answer.status_code:
            raise NoAnswer("no answer came")
        return Answer(answer.status_code, answer.headers, answer.body)

    def _headers(self, url: str, given: "Mapping[str, str]") -> "dict[str, str]":
        """Add the token where it may go; an Authorization header of the caller's is left alone."""
        headers = {name: given[name] for name in given if name.lower() not in _THE_BROWSERS_OWN}
        has_its_own = any([name.lower() == "authorization" for name in headers])
        if not has_its_own and self._is_listed(url):
            headers["Authorization"] = f"Bearer {self._resources.token_at_hand()}"
        return headers

    def _is_listed(self, url: str) -> bool:
        """Tell whether the token may go there; an address that is open to doubt is not listed."""
        try:
            return self._resources.allows(url)
        except ArgumentRefused:
            return False


def _whole(body: "Any") -> str | bytes | None:
    """Give a body in one piece: files and generators are read to their end."""
    if hasattr(body, "read"):
        body = body.read()
    if body is None or isinstance(body, (str, bytes)):
        return body
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    return b"".join([piece.encode() if isinstance(piece, str) else piece for piece in body])


def _core() -> "Any":
    """Give what sends, without the part that starts a worker from text and logs whole requests."""
    name = "pyodide_http._streaming"
    if name not in sys.modules:
        silent: Any = types.ModuleType(name)
        silent.send_streaming_request = lambda _request: False
        sys.modules[name] = silent
    import pyodide_http._core  # noqa: PLC0415 - fetched when it is first imported

    return pyodide_http._core  # noqa: SLF001 - what it patches is done better here
