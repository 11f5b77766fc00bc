"""Two more origins that a page can call: one in its `api_origins`, and one that is not."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from auth.protocol.authorization import ACR_LEVELS
from auth.protocol.jose import split_jws
from server.origins import free_origins, port_of
from server.sockets import close, listen

STEP_UP = 'Bearer error="insufficient_user_authentication", max_age="60", acr_values="mfa"'


@dataclass(slots=True)
class OtherOrigins:
    """The two origins, and the requests that the API received.

    `refusals` are the statuses of the API's next responses, `levels` those of authentication that
    `/account` accepts. A `backend` replaces the API.
    """

    api: str
    unlisted: str
    backend: ASGIApp | None = None
    requests: list[Request] = field(default_factory=list, repr=False)
    refusals: list[int] = field(default_factory=list)
    levels: tuple[str, ...] = ACR_LEVELS[2:]
    unlisted_was_called: bool = False

    def tokens(self) -> list[str]:
        """Return the access tokens of the requests."""
        return [one.headers["authorization"].removeprefix("Bearer ") for one in self.requests]

    def reset(self) -> None:
        """Forget all requests."""
        self.requests.clear()
        self.refusals.clear()
        self.levels = ACR_LEVELS[2:]
        self.unlisted_was_called = False

    def around(self, page: ASGIApp) -> ASGIApp:
        """Return an application that serves these origins, and passes other requests to `page`."""
        api = self.backend or self._api_app()
        apps = {port_of(self.api): api, port_of(self.unlisted): self._unlisted_app}

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await apps.get(scope["server"][1], page)(scope, receive, send)

        return app

    def _api_app(self) -> ASGIApp:
        routes = [
            Route("/who", self._who, methods=["GET", "POST"]),
            Route("/prod/reports", self._who),  # the path in docs/aws.md
            Route("/moved", self._moved),
            Route("/transfer", self._transfer),
            Route("/account", self._account, methods=["DELETE"]),
        ]
        cors = Middleware(
            CORSMiddleware,
            allow_origins=["*"],
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Security-Token"],
            expose_headers=["WWW-Authenticate"],
        )
        return Starlette(routes=routes, middleware=[cors])

    async def _who(self, request: Request) -> Response:
        self.requests.append(request)
        status = self.refusals.pop(0) if self.refusals else 200
        return JSONResponse({"body": (await request.body()).decode()}, status)

    async def _moved(self, request: Request) -> Response:
        self.requests.append(request)
        return RedirectResponse(f"{self.unlisted}/who", 307)

    async def _transfer(self, request: Request) -> Response:
        self.requests.append(request)
        return Response(status_code=401, headers={"www-authenticate": STEP_UP})

    async def _account(self, request: Request) -> Response:
        self.requests.append(request)
        if split_jws(self.tokens()[-1]).payload().get("acr") in self.levels:
            return Response(status_code=204)
        error = 'error="insufficient_user_authentication"'
        demand = f'Bearer {error}, acr_values="{" ".join(self.levels)}"'
        return Response(status_code=401, headers={"www-authenticate": demand})

    async def _unlisted_app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.unlisted_was_called = True
        allowed = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}
        await Response(headers=allowed)(scope, receive, send)


@contextmanager
def other_origins() -> Iterator[tuple[OtherOrigins, list[socket.socket]]]:
    """Listen on two more ports; return their origins and sockets."""
    free = free_origins()
    opened = [
        one
        for origin in (free.page, free.domain)
        for one in listen(port_of(origin), purpose="another origin")
    ]
    try:
        yield OtherOrigins(api=free.page, unlisted=free.domain), opened
    finally:
        close(opened)
