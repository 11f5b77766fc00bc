"""The API whose responses `responses.py` looks at."""

import asyncio
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

JSON = "application/json"
DEPTH = 90
BODIES = {
    "list": (b'[1, {"a": null}, "\xc3\xa9"]', JSON),
    "number": (b" 7 ", JSON),
    "null": (b"null", JSON),
    "repeated": (b'{"a": 1, "a": 2}', JSON),
    "deep": (b"[" * DEPTH + b"7" + b"]" * DEPTH, JSON),
    "marked": (b"\xef\xbb\xbf[true]", JSON),
    "latin": (b'["\xe9"]', "text/plain"),
    "html": (b"<h1>secret</h1>", "text/html"),
    "binary": (bytes(range(256)), "image/png"),
}


async def _body(request: Request) -> Response:
    content, media_type = BODIES[request.path_params["name"]]
    response = Response(content, media_type=media_type, headers={"X-Total": "3"})
    response.set_cookie("session", "secret")
    return response


async def _empty(_request: Request) -> Response:
    return Response(status_code=204)


async def _chunks(_request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for number in range(3):
            yield f"{number};".encode()

    return StreamingResponse(pieces(), headers={"X-Total": "3"})


async def _broken(_request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.sleep(0.3)  # a stream that breaks drops what it still holds
        raise ConnectionResetError

    return StreamingResponse(pieces())


async def _slow(_request: Request) -> Response:
    await asyncio.sleep(2)
    return Response()


async def _endless(_request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.sleep(5)

    return StreamingResponse(pieces())


async def _moved(_request: Request) -> Response:
    return RedirectResponse("/list")


async def _echo(request: Request) -> Response:
    body = await request.body()
    return JSONResponse([request.method, request.headers.get("content-type"), body.hex()])


def application() -> Starlette:
    """Return the API."""
    return Starlette(
        routes=[
            Route("/empty", _empty),
            Route("/chunks", _chunks),
            Route("/broken", _broken),
            Route("/slow", _slow),
            Route("/endless", _endless),
            Route("/moved", _moved),
            Route("/echo", _echo, methods=["POST"]),
            Route("/{name:str}", _body_or_missing),
        ]
    )


async def _body_or_missing(request: Request) -> Response:
    if request.path_params["name"] not in BODIES:
        return Response("no such note", status_code=404)
    return await _body(request)
