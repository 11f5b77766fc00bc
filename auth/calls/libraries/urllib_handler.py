"""`urllib.request` over a browser: its own openers and processors, and only the socket replaced.

So forms get their Content-Type, refusals are raised as `HTTPError`, and silence as `URLError`.
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
    """Opens http and https URLs by asking the browser."""

    handler_order = 400  # before the handlers that would open a socket

    def __init__(self, sender: Sender) -> None:
        super().__init__()
        self._sender = sender

    def http_open(self, req: "Request") -> HTTPResponse:
        """Send a request that has been prepared. Raises URLError when no answer comes."""
        method, headers = req.get_method(), dict(req.header_items())
        body: Any = req.data
        answer = None
        try:
            answer = self._sender.send(method, req.full_url, headers=headers, body=body)
        except NoAnswer:
            pass
        if answer is None:
            raise URLError("no answer came")
        return _response(answer, req)

    https_open = http_open
    https_request = urllib.request.HTTPHandler.http_request


def install_opener(sender: Sender) -> None:
    """Make it the opener that `urlopen` uses."""
    urllib.request.install_opener(urllib.request.build_opener(PageHandler(sender)))


class _Wire:
    """An answer as a socket would have brought it."""

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
