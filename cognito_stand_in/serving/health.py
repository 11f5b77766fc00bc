"""GET /health, for containers and CI: whether the stand-in is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/health"


class WithHealth:
    """Add `/health` to an application.

    It comes before the check of `Host`, because a container's health check may use any address.
    """

    def __init__(self, app: ASGIApp, pool_id: str) -> None:
        self._app = app
        self._pool_id = pool_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        if (
            scope["type"] != "http"
            or scope["path"] != PATH
            or scope["method"] not in {"GET", "HEAD"}
        ):
            await self._app(scope, receive, send)
            return
        document = {"status": "ok", "user_pool": self._pool_id}
        response = JSONResponse(document, headers={"cache-control": "no-store"})
        await response(scope, receive, send)
