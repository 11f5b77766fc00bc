"""Which pages may read the API's answers from another origin (Fetch 3.3, OWASP ASVS 5.0 3.4.2)."""

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = "GET"
HEADERS = "authorization, content-type"
SECONDS_TO_REMEMBER = "600"


class WithCors:
    """Wrap `app` so that pages of certain origins can call it with an access token.

    Cookies are never allowed. Pages can also read refusals, to distinguish an expired token from a
    missing scope. A preflight needs no token.

    Args:
        app: The application.
        origins: The allowed origins, compared exactly.
    """

    def __init__(self, app: ASGIApp, origins: Iterable[str]) -> None:
        self._app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a preflight, or pass the request on and add headers to its response."""
        if scope["type"] != "http":  # a WebSocket, or the start and the end of the server
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        origins = asked.getlist("origin")
        allowed = origins[0] if len(origins) == 1 and origins[0] in self._origins else None

        async def send_with_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # Also in refusals, so that caches do not mix up origins.
                headers.add_vary_header("Origin")
                if allowed is not None:
                    headers["Access-Control-Allow-Origin"] = allowed
                    headers["Access-Control-Expose-Headers"] = "WWW-Authenticate, Retry-After"
            await send(message)

        is_preflight = scope["method"] == "OPTIONS" and "access-control-request-method" in asked
        app = _preflight(allowed) if is_preflight else self._app
        await app(scope, receive, send_with_cors)


def _preflight(allowed: str | None) -> Response:
    if allowed is None:
        return Response(status_code=204)
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": HEADERS,
            "Access-Control-Max-Age": SECONDS_TO_REMEMBER,
        },
    )
