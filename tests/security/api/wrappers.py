"""Applications behind each way to check a caller, for requests and for WebSockets."""

from typing import Annotated

from fastapi import Depends, FastAPI, WebSocket
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from auth.backend import AccessTokenClaims, RequireBearer
from auth.backend.bearer import Verifier
from auth.backend.fastapi import OptionalCaller, RequireCaller


def guarded_app(verifier: Verifier) -> ASGIApp:
    """Return an application behind `RequireBearer`."""

    async def hello(_: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    async def accept(socket: WebSocket) -> None:
        await socket.accept()

    routes = [Route("/", hello), WebSocketRoute("/", accept)]
    return RequireBearer(Starlette(routes=routes), verifier=verifier)


def fastapi_app(verifier: Verifier, *, optional: bool = False) -> ASGIApp:
    """Return an application whose routes depend on `RequireCaller`, or on `OptionalCaller`."""
    app = FastAPI()
    caller = (OptionalCaller if optional else RequireCaller)(verifier=verifier)
    Caller = Annotated[AccessTokenClaims | None, Depends(caller)]  # noqa: N806 - a type

    @app.get("/")
    async def hello(_: Caller) -> str:
        return "hello"

    @app.websocket("/")
    async def accept(socket: WebSocket, _: Caller) -> None:
        await socket.accept()

    return app
