"""Inject response faults: what proxies, load and networks do (RFC 9110, Fetch: CORS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, Response

from .faults import RESPONSE_FAULTS
from .json_api.protocol import ApiError, error_reply
from .replies import ANY_ORIGIN, CognitoJSON

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .service import Service

_PROXY_PAGE = "<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"
_FIRST_ERROR_STATUS = 400


class FaultInjection:
    """An ASGI middleware that injects the active response faults."""

    def __init__(
        self, app: ASGIApp, service: Service, *, sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        self._app = app
        self._service = service
        self._sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request. Preflights get no faults, because the browser sends them."""
        firing = (
            set()
            if scope["type"] != "http" or scope["method"] == "OPTIONS"
            else self._firing(scope["path"])
        )
        if not firing:
            await self._app(scope, receive, send)
            return
        if "slow" in firing:
            await self._sleep(self._service.faults.slow_seconds)
        answers = self._canned() | (_API_ERRORS if scope["path"] == "/" else {})
        canned = next((answer for name, answer in answers.items() if name in firing), None)
        if canned is not None:
            await canned()(scope, receive, send)
        elif "dropped-connection" in firing:
            await _drop(receive)
        elif "lost-response" in firing:
            await self._app(scope, receive, _discard)
            await _drop(receive)
        else:
            await self._app(
                scope, receive, _without_cors(send) if "error-without-cors" in firing else send
            )

    def _firing(self, path: str) -> set[str]:
        faults = self._service.faults
        if not faults.active:
            return set()
        return {fault.name for fault in RESPONSE_FAULTS if faults.fires(fault.name, path)}

    def _canned(self) -> dict[str, Callable[[], Response]]:
        return {
            "throttled": self._throttled,
            "server-crash": lambda: CognitoJSON({"error": "server_error"}, 500, ANY_ORIGIN),
            "unavailable": lambda: Response(
                status_code=503, headers={**ANY_ORIGIN, "retry-after": "1"}
            ),
            "html-error": lambda: HTMLResponse(_PROXY_PAGE, 502),
            "html-success": lambda: HTMLResponse(
                "<!doctype html><title>Sign in</title>", 200, ANY_ORIGIN
            ),
            "empty-body": lambda: Response(headers=ANY_ORIGIN, media_type="application/json"),
            "error-invalid-grant": lambda: CognitoJSON({"error": "invalid_grant"}, 400, ANY_ORIGIN),
        }

    def _throttled(self) -> Response:
        kind = self._service.switches.throttled_body
        if kind == "html":
            return HTMLResponse(
                "<!doctype html><title>429 Too Many Requests</title>", 429, ANY_ORIGIN
            )
        if kind == "empty":
            return Response(status_code=429, headers=ANY_ORIGIN)
        return CognitoJSON({"error": "too_many_requests"}, 429, ANY_ORIGIN)


def _throttled_api() -> Response:
    return error_reply(ApiError("TooManyRequestsException", "Rate exceeded"))


def _crashed_api() -> Response:
    reply = error_reply(ApiError("InternalErrorException", "Internal server error"))
    reply.status_code = 500
    return reply


# The JSON API throttles with status 400.
_API_ERRORS: dict[str, Callable[[], Response]] = {
    "throttled": _throttled_api,
    "server-crash": _crashed_api,
}


async def _discard(_message: Message) -> None:
    """Discard a response."""


def _without_cors(send: Send) -> Send:
    async def send_without_cors(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= _FIRST_ERROR_STATUS:
            del MutableHeaders(raw=message["headers"])["access-control-allow-origin"]
        await send(message)

    return send_without_cors


async def _drop(receive: Receive) -> None:
    # ASGI cannot close a connection, so uvicorn's transport is aborted. A test without a socket
    # gets the exception of a socket. `receive` leads to the transport even if `send` is wrapped.
    cycle = getattr(receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise ConnectionResetError("the stand-in dropped the connection")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
