"""Refuses requests that did not come through CloudFront, which adds a secret header to them."""

import hmac

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from server.headers import api_headers

HEADER = "X-Origin-Secret"


class RequireOriginSecret:
    """Wrap `app` so that requests without the secret get status 403.

    Args:
        app: The application.
        secret: The value of `X-Origin-Secret`, as infra/site.yaml generates it.
    """

    def __init__(self, app: ASGIApp, secret: str) -> None:
        self._app = app
        self._secret = secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        sent = Headers(scope=scope).get(HEADER, "").encode("latin-1")
        if hmac.compare_digest(sent, self._secret):
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse("Forbidden", 403, api_headers())(scope, receive, send)
