"""The response of an API: any JSON value, every readable header, and the body as a stream."""

import json

from ..errors import (
    ApiRequestFailed,
    ApiResponseMalformed,
    ApiStatusError,
    SignInRequired,
    TransportFailed,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ..ports import Transport
    from ..protocol.http import Request, Response

    Chunk = bytes  # a name for it beside a method called `bytes`

__all__ = ["ApiResponse"]


class ApiTransport:
    """Sends requests to an API, and reports failures as the API's instead of Cognito's.

    Args:
        transport: Sends the requests.
        require: Called whenever something has arrived. Raises SignInRequired if the session that
            asked for it is over.
    """

    def __init__(
        self, transport: "Transport", require: "Callable[[], None]" = lambda: None
    ) -> None:
        self._transport = transport
        self._require = require

    async def send(self, request: "Request") -> "ApiResponse":
        """Send a request.

        Raises:
            ApiRequestFailed: No response arrived, or a redirect did.
        """
        failure = None
        try:
            response = ApiResponse(request, await self._transport.send(request), self._require)
        except TransportFailed as error:
            failure = _failure(request, error)
        if failure is not None:
            raise failure
        response.require_session()
        return response


class ApiResponse:
    """The response of an API. No status raises an exception, except in `raise_for_status`.

    Attributes:
        status: The HTTP status.
        headers: Every header that the browser lets the page read: from another origin those that
            `Access-Control-Expose-Headers` names, and a few more (Fetch, CORS-safelisted).
    """

    def __init__(
        self,
        request: "Request",
        response: "Response",
        require: "Callable[[], None]" = lambda: None,
    ) -> None:
        self._require = require
        self.status = response.status
        self.headers = Headers(response.headers)
        self._request = request
        self._body = response.body
        self._stream = response.stream
        self._is_read = False

    def __repr__(self) -> str:
        size = "stream" if self._stream else f"{len(self._body)} bytes"
        return f"<ApiResponse {self.status}, {size}>"

    @property
    def ok(self) -> bool:
        """Whether the status is a success (200 to 299)."""
        return 200 <= self.status <= 299

    @property
    def native(self) -> "Any":  # noqa: ANN401 - an object of the browser's
        """The browser's own Response with its unread body, if the call asked for a stream."""
        return getattr(self._stream, "native", None)

    def bytes(self) -> "Chunk":
        """Return the body.

        Raises:
            RuntimeError: The response is a stream: read it with `async for`.
        """
        if self._stream is not None:
            raise RuntimeError("the body is a stream: read it with `async for chunk in response`")
        return self._body

    def text(self) -> str:
        """Return the body as a string, decoded as UTF-8 as browsers do (Fetch, `Body.text`).

        Invalid bytes become U+FFFD, and a byte order mark is removed.
        """
        text = _decoded(self.bytes())
        return text[1:] if text[:1] == "\ufeff" else text

    def json(self) -> "Any":  # noqa: ANN401 - any JSON value
        """Return the JSON value in the body, as `json.loads` reads it.

        Raises:
            ApiResponseMalformed: The body is not JSON.
        """
        text = self.text()
        try:
            return json.loads(text)
        except (ValueError, RuntimeError):  # the latter for a depth that the interpreter lacks
            pass
        found = self.headers.get("content-type") or "no Content-Type"
        size = f"{len(self._body)} bytes" if self._body else "an empty body"
        raise ApiResponseMalformed(
            f"{_name(self._request)}: expected JSON, got status {self.status} with {size}, {found}"
        )

    def raise_for_status(self) -> "ApiResponse":
        """Return this response if its status is a success.

        Raises:
            ApiStatusError: The status is anything but 200 to 299.
        """
        if self.ok:
            return self
        message = f"{_name(self._request)}: the API answered with status {self.status}"
        raise ApiStatusError(message, status=self.status, response=self)

    def __aiter__(self) -> "ApiResponse":
        return self

    async def __anext__(self) -> "Chunk":
        """Return the next bytes of the body, which come in pieces of any size.

        Raises:
            ApiRequestFailed: The rest of the body did not arrive.
            SignInRequired: The session that asked for it is over, or another one has replaced it.
        """
        chunk = await self._next()
        while chunk == b"":
            chunk = await self._next()
        if chunk is None:
            raise StopAsyncIteration
        return chunk

    def cancel(self) -> None:
        """Stop reading a stream, and close its connection. It has no effect on other responses."""
        if self._stream is not None:
            self._stream.cancel()

    async def _next(self) -> "Chunk | None":
        if self._stream is None:
            chunk = None if self._is_read else self._body or None
            self._is_read = True
            return chunk
        failure = None
        try:
            chunk = await self._stream.read()
        except TransportFailed as error:
            failure = _failure(self._request, error)
        self.require_session()
        if failure is not None:
            raise failure
        return chunk

    def require_session(self) -> None:
        """Raise SignInRequired, and close the connection, if the session of the call is over."""
        try:
            self._require()
        except SignInRequired:
            self.cancel()
            raise


class Headers:
    """Headers by name, in upper or lower case. Values of repeated headers are joined by commas."""

    def __init__(self, headers: "dict[str, str]") -> None:
        self._values = {name.lower(): headers[name] for name in headers}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values

    def __iter__(self) -> "Iterator[str]":
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Headers {', '.join(self._values)}>"

    def get(self, name: str, default: "Any" = None) -> "Any":  # noqa: ANN401 - as a dict's
        """Return a header's value, or `default`."""
        return self._values.get(name.lower(), default)

    def keys(self) -> "list[str]":
        """Return the names, in lower case."""
        return list(self._values)

    def items(self) -> "list[tuple[str, str]]":
        """Return pairs of name and value."""
        return list(self._values.items())


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8", "replace")
    except UnicodeError:  # MicroPython, which replaces nothing by itself
        pass
    text, at = "", 0
    while at < len(body):
        character = _character(body[at : at + 4])
        text += character or "\ufffd"
        at += len(character.encode()) or 1
    return text


def _character(data: bytes) -> str:
    """Return the character that `data` begins with, or nothing."""
    for size in range(1, len(data) + 1):
        try:
            return data[:size].decode()
        except UnicodeError:
            pass
    return ""


def _failure(request: "Request", error: TransportFailed) -> ApiRequestFailed:
    return ApiRequestFailed(f"{_name(request)}: {error}", is_redirect=error.is_redirect)


def _name(request: "Request") -> str:
    """Return method and URL without the query, which may contain anything."""
    return f"{request.method} {request.url.partition('?')[0]}"
