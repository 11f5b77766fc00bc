"""HTTP requests and responses as values (RFC 9110)."""

from ..encoding.strict_json import parse_object
from ..encoding.url import decode_utf8, form_encode
from ..errors import ResponseTooLarge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class ByteStream(Protocol):
        """The body of a response that is read while it arrives."""

        async def read(self) -> bytes | None:
            """Return the next bytes, or None at the end. Raises TransportFailed."""

        def cancel(self) -> None:
            """Stop reading, and close the connection."""


__all__ = ["Request", "Response"]


FORM = "application/x-www-form-urlencoded"

COGNITO_LIMIT = 1_048_576
"""Bytes of a response of Cognito's that are read. docs/internals/session.md derives it."""


class Request:
    """A request to send.

    Its representation shows the method and the URL without the query, because headers, query and
    body contain secrets.

    Attributes:
        method: The method, in capitals.
        url: The absolute URL.
        headers: Pairs of name and value.
        body: A string, bytes, an object of the browser's that `fetch` sends (FormData, Blob), or
            None.
        timeout: Seconds until the request is given up; of a stream, until its body begins.
        keepalive: Whether the request outlives the page (Fetch 2.2.5).
        stream: Whether the body of the response is left unread.
        signal: An AbortSignal of the caller's, or None.
        max_response_bytes: How many bytes of the response are read; None for all.
    """

    def __init__(
        self,
        method: str,
        url: str,
        *,
        headers: "tuple[tuple[str, str], ...]" = (),
        body: "Any" = None,  # noqa: ANN401 - objects of the browser's have no type here
        timeout: float = 30.0,
        keepalive: bool = False,
        stream: bool = False,
        signal: "Any" = None,  # noqa: ANN401 - likewise
        max_response_bytes: int | None = None,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.keepalive = keepalive
        self.stream = stream
        self.signal = signal
        self.max_response_bytes = max_response_bytes

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.url.partition('?')[0]}>"

    def readdressed(self, url: str, headers: "tuple[tuple[str, str], ...]") -> "Request":
        """Return the same request with another URL and other headers."""
        return Request(
            self.method,
            url,
            headers=headers,
            body=self.body,
            timeout=self.timeout,
            keepalive=self.keepalive,
            stream=self.stream,
            signal=self.signal,
            max_response_bytes=self.max_response_bytes,
        )

    def check_size(self, count: int) -> None:
        """Check the size of a response, in bytes, which may still be arriving.

        Raises:
            ResponseTooLarge: It has more than `max_response_bytes`.
        """
        if self.max_response_bytes is not None and count > self.max_response_bytes:
            raise ResponseTooLarge(self.max_response_bytes)


class Response:
    """A response of Cognito's, read strictly; apps get an `auth.calls.response.ApiResponse`.

    Attributes:
        status: The HTTP status.
        headers: All headers that the page may read, by their names in lower case.
        body: The whole body, or nothing if the request asked for a stream.
        stream: The body that is still to be read, or None.
    """

    def __init__(
        self,
        status: int,
        *,
        headers: "dict[str, str]",
        body: bytes,
        stream: "ByteStream | None" = None,
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.stream = stream

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.body)} bytes>"

    @property
    def ok(self) -> bool:
        """Whether the status is a success (200 to 299)."""
        return 200 <= self.status <= 299

    def text(self) -> str:
        """Return the body as a string. Raises MalformedResponse if it is not UTF-8."""
        return decode_utf8(self.body)

    def json(self) -> "dict[str, object]":
        """Return the body as a JSON object. Raises MalformedResponse if it is anything else."""
        return parse_object(self.body)


def form_request(url: str, pairs: "list[tuple[str, str]]", *, keepalive: bool = False) -> Request:
    """Build a form-encoded POST to Cognito, which needs no CORS preflight (Fetch 2.2.2).

    Args:
        url: The endpoint.
        pairs: Names and values, in order.
        keepalive: Whether the request outlives the page.
    """
    return Request(
        "POST",
        url,
        headers=(("Content-Type", FORM),),
        body=form_encode(pairs),
        keepalive=keepalive,
        max_response_bytes=COGNITO_LIMIT,
    )
