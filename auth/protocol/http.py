"""Requests and responses as values: what the protocol asks for and what came back (RFC 9110)."""

from ..encoding.strict_json import parse_object
from ..encoding.url import decode_utf8, form_encode

FORM = "application/x-www-form-urlencoded"


class Request:
    """What to send. `headers` are name-value pairs; `body` is text, bytes, or None.

    `timeout` is in seconds. With `stream` the body of the answer is left unread, `signal` is an
    AbortSignal of the caller's, and `keepalive` lets the request outlive the page.

    The representation shows the method and the address without its query: headers and body hold
    secrets.
    """

    def __init__(
        self,
        method: str,
        url: str,
        *,
        headers: "tuple[tuple[str, str], ...]" = (),
        body: str | bytes | None = None,
        timeout: float = 30.0,
        keepalive: bool = False,
        stream: bool = False,
        signal: object = None,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.keepalive = keepalive
        self.stream = stream
        self.signal = signal

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.url.partition('?')[0]}>"

    def readdressed(self, url: str, headers: "tuple[tuple[str, str], ...]") -> "Request":
        """Give the same request with another address and other headers."""
        return Request(
            self.method,
            url,
            headers=headers,
            body=self.body,
            timeout=self.timeout,
            keepalive=self.keepalive,
            stream=self.stream,
            signal=self.signal,
        )


class Response:
    """What came back: `status`, `headers` (lower-case names) and `body` in bytes.

    `native` is the browser's own Response where the request asked for a stream, else None.
    """

    def __init__(
        self, status: int, *, headers: "dict[str, str]", body: bytes, native: object = None
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.native = native

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.body)} bytes>"

    @property
    def ok(self) -> bool:
        """Whether the status is a success (200 to 299)."""
        return 200 <= self.status <= 299

    def text(self) -> str:
        """Give the body as text. Raises MalformedResponse when it is not UTF-8."""
        return decode_utf8(self.body)

    def json(self) -> "dict[str, object]":
        """Give the body as a JSON object. Raises MalformedResponse when it is anything else."""
        return parse_object(self.body)


def form_request(url: str, pairs: "list[tuple[str, str]]", *, keepalive: bool = False) -> Request:
    """Make a form-encoded POST that a browser sends without a preflight (Fetch 2.2.2)."""
    return Request(
        "POST",
        url,
        headers=(("Content-Type", FORM),),
        body=form_encode(pairs),
        keepalive=keepalive,
    )
