"""A handler for `urllib.request` that sends through the browser instead of a socket.

All other handlers stay: forms get their Content-Type, and error statuses raise `HTTPError`.
"""

import io
import urllib.request
from http.client import HTTPResponse, responses
from urllib.error import URLError

from .sending import Answer, NoAnswer, Sender

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
    from urllib.request import Request


class PageHandler(urllib.request.HTTPHandler):
    """Opens http and https URLs through the browser."""

    handler_order = 400  # before the handlers that would open a socket

    def __init__(self, sender: Sender) -> None:
        super().__init__()
        self._sender = sender

    def http_open(self, req: "Request") -> HTTPResponse:
        """Send a request.

        Raises:
            URLError: No response arrived.
        """
        method, headers = req.get_method(), dict(req.header_items())
        body: Any = req.data
        answer = None
        try:
            answer = self._sender.send(method, req.full_url, headers=headers, body=body)
        except NoAnswer:
            pass
        if answer is None:
            raise URLError("no response arrived")
        return _response(answer, req)

    https_open = http_open
    https_request = urllib.request.HTTPHandler.http_request


def install_opener(sender: Sender) -> None:
    """Make `urlopen` use the handler."""
    urllib.request.install_opener(urllib.request.build_opener(PageHandler(sender)))


class _Wire:
    """A response as a socket returns it."""

    def __init__(self, answer: Answer) -> None:
        lines = [f"HTTP/1.1 {answer.status} {responses.get(answer.status, '')}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        head = "\r\n".join(lines) + "\r\n\r\n"
        self._content = head.encode("latin-1", "replace") + answer.body

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._content)


def _response(answer: Answer, req: "Request") -> HTTPResponse:
    response: Any = HTTPResponse(_Wire(answer), method=req.get_method())  # type: ignore[arg-type]
    response.begin()
    response.url = req.full_url
    response.msg = response.reason
    return response  # type: ignore[no-any-return]
