"""A transport adapter for `requests` that sends through the browser."""

import io
from http.client import responses

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from .sending import Answer, NoAnswer, Sender

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from requests import PreparedRequest, Response


class PageAdapter(BaseAdapter):
    """Sends through the browser, which has its own timeouts, proxies and certificates."""

    def __init__(self, sender: Sender) -> None:
        super().__init__()
        self._sender = sender

    def send(self, request: "PreparedRequest", *_args: "Any", **_options: "Any") -> "Response":
        """Send a prepared request.

        Raises:
            requests.exceptions.ConnectionError: No response arrived.
        """
        answer = None
        try:
            answer = self._sender.send(
                request.method or "GET",
                request.url or "",
                headers={name: _text(value) for name, value in request.headers.items()},
                body=request.body,
            )
        except NoAnswer:
            pass
        if answer is None:
            raise requests.exceptions.ConnectionError("no response arrived", request=request)
        return _response(answer, request)

    def close(self) -> None:
        """Do nothing: there is no connection to close."""


def install_adapter(sender: Sender) -> None:
    """Make every new Session use the adapter."""
    sessions: Any = requests.sessions  # typeshed does not know what a Session mounts
    sessions.HTTPAdapter = lambda: PageAdapter(sender)


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _response(answer: Answer, request: "PreparedRequest") -> "Response":
    response = requests.Response()
    response.status_code = answer.status
    response.reason = responses.get(answer.status, "")
    response.headers = CaseInsensitiveDict(answer.headers)
    response.encoding = get_encoding_from_headers(response.headers)
    response.raw = io.BytesIO(answer.body)
    response.url = request.url or ""
    response.request = request
    return response
