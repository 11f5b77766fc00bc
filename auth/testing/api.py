"""An API without a server, which answers the calls of a page and records them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send


class ApiCall:
    """A request that reached the API.

    Attributes:
        method: The HTTP method.
        path: The path, without the query.
        query: The query, without the question mark.
        headers: The headers, by names in lower case; `authorization` has the access token.
        body: The body, as bytes.
    """

    def __init__(self, request: Request, body: bytes) -> None:
        self.method = request.method
        self.path = request.url.path
        self.query = request.url.query
        self.headers = dict(request.headers)
        self.body = body

    def __repr__(self) -> str:
        return f"<ApiCall {self.method} {self.path}>"

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


class RecordedApi:
    """An ASGI application around an API, or in place of one.

    Args:
        api: An ASGI application; or answers by path: a JSON value with status 200, or a Starlette
            response. Other paths get 404.

    Attributes:
        calls: The requests so far.
    """

    def __init__(self, api: ASGIApp | Mapping[str, object]) -> None:
        self._api = api
        self.calls: list[ApiCall] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Record a request and answer it."""
        request = Request(scope, receive)
        body = await request.body()
        self.calls.append(ApiCall(request, body))
        if callable(self._api):
            await self._api(scope, _again(body, receive), send)
        else:
            await self._answer(request.url.path)(scope, receive, send)

    def _answer(self, path: str) -> Response:
        assert not callable(self._api)
        if path not in self._api:
            return JSONResponse({"error": f"the test has no answer for {path}"}, 404)
        answer = self._api[path]
        return answer if isinstance(answer, Response) else JSONResponse(answer)


def _again(body: bytes, rest: Receive) -> Receive:
    """Return a `receive` that has the body once more, and then what comes after it."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return messages.pop(0) if messages else await rest()

    return receive
