"""`RequireCaller` and `OptionalCaller` in FastAPI and Starlette."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Security, WebSocket
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from auth.backend import AccessTokenClaims
from auth.backend.fastapi import OptionalCaller, RequireCaller
from auth.errors import ConfigurationError, TokenExpired, TokenTooLarge, TransportFailed
from tests.unit.backend.asgi_calls import TOKEN, Verdict, messages

ADA: dict[str, object] = {"sub": "ada", "scope": "api/read", "cognito:groups": ["admins"]}


def fastapi_app(signed_in: RequireCaller) -> ASGIApp:
    """Greet the caller with FastAPI."""
    app = FastAPI()

    @app.get("/")
    async def hello(caller: Annotated[AccessTokenClaims, Depends(signed_in)]) -> str:
        return caller.sub

    return app


def starlette_app(signed_in: RequireCaller) -> ASGIApp:
    """Greet the caller with Starlette."""

    async def hello(request: Request) -> PlainTextResponse:
        return PlainTextResponse((await signed_in(request)).sub)

    return Starlette(routes=[Route("/", hello)])


MakeApp = Callable[[RequireCaller], ASGIApp]
APPS = pytest.mark.parametrize("make_app", [fastapi_app, starlette_app])


def get(app: ASGIApp, *authorizations: str, path: str = "/", method: str = "GET") -> httpx.Response:
    """Send a request with these Authorization headers."""

    async def exchange() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://api.example") as client:
            headers = [("Authorization", value) for value in authorizations]
            return await client.request(method, path, headers=headers)

    return asyncio.run(exchange())


def app_for(
    make_app: MakeApp, outcome: dict[str, object] | Exception, **rules: list[str]
) -> ASGIApp:
    """Build an application whose verifier has that outcome."""
    return make_app(RequireCaller(verifier=Verdict(outcome), **rules))  # type: ignore[arg-type]


@APPS
def test_a_caller_is_handed_to_the_endpoint(make_app: MakeApp) -> None:
    """With a valid token, all scopes and a group, the endpoint gets the claims."""
    app = app_for(make_app, ADA, scopes=["api/read"], groups=["admins"])
    response = get(app, f"Bearer {TOKEN}")
    assert response.status_code == 200
    assert response.text.strip('"') == "ada"


REFUSALS: list[tuple[dict[str, object] | Exception, tuple[str, ...], int, str | None]] = [
    (ADA, (), 401, 'Bearer realm="api"'),
    (ADA, ("Bearer",), 400, 'Bearer realm="api", error="invalid_request"'),
    (TokenExpired("x"), (f"Bearer {TOKEN}",), 401, 'Bearer realm="api", error="invalid_token"'),
    (
        {"sub": "ada"},
        (f"Bearer {TOKEN}",),
        403,
        'Bearer realm="api", error="insufficient_scope", scope="api/read"',
    ),
    (TransportFailed("x"), (f"Bearer {TOKEN}",), 503, None),
    (
        TokenTooLarge("x"),
        (f"Bearer {TOKEN}",),
        431,
        (
            'Bearer realm="api", error="invalid_request", error_description="The access token in '
            'the Authorization header is longer than this API accepts."'
        ),
    ),
]


@APPS
@pytest.mark.parametrize(("outcome", "authorizations", "status", "challenge"), REFUSALS)
def test_others_get_the_challenge(
    make_app: MakeApp,
    outcome: dict[str, object] | Exception,
    authorizations: tuple[str, ...],
    status: int,
    challenge: str | None,
) -> None:
    """Statuses and challenges are those of `RequireBearer`."""
    response = get(app_for(make_app, outcome, scopes=["api/read"]), *authorizations)
    assert response.status_code == status
    assert response.headers.get("www-authenticate") == challenge
    assert response.headers["cache-control"] == "no-store"
    assert TOKEN not in response.text


def test_settings_are_checked_at_the_start() -> None:
    """An invalid setting raises before the first request."""
    with pytest.raises(ConfigurationError, match="scopes"):
        RequireCaller(verifier=Verdict(ADA), scopes="api/read")


GOOD = f"Bearer {TOKEN}"


def test_the_documentation_has_an_authorize_button() -> None:
    """One security scheme for all dependencies, and only routes that need a token refer to it."""
    app = FastAPI()
    verifier = Verdict(ADA)
    reader = RequireCaller(verifier=verifier, scopes=["api/read"])
    writer = RequireCaller(verifier=verifier, scopes=["api/write"])

    @app.get("/notes")
    async def read(caller: Annotated[AccessTokenClaims, Depends(reader)]) -> str:
        return caller.sub

    @app.post("/notes")
    async def write(caller: Annotated[AccessTokenClaims, Depends(writer)]) -> str:
        return caller.sub

    @app.get("/open")
    async def anybody() -> str:
        return "hello"

    document = get(app, path="/openapi.json").json()
    [(name, scheme)] = document["components"]["securitySchemes"].items()
    assert {key: scheme[key] for key in ("type", "scheme", "bearerFormat")} == {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
    }
    for method in ("get", "post"):
        assert document["paths"]["/notes"][method]["security"] == [{name: []}]
        assert document["paths"]["/notes"][method].get("parameters", []) == []
    assert "security" not in document["paths"]["/open"]["get"]


def test_scopes_of_a_route_are_required_too() -> None:
    """The scopes of `Security` are required besides the dependency's own."""
    app = FastAPI()
    reader = RequireCaller(
        verifier=Verdict({**ADA, "scope": "api/read api/x"}), scopes=["api/read"]
    )

    @app.get("/x")
    async def x(caller: Annotated[AccessTokenClaims, Security(reader, scopes=["api/x"])]) -> str:
        return caller.sub

    @app.get("/y")
    async def y(caller: Annotated[AccessTokenClaims, Security(reader, scopes=["api/y"])]) -> str:
        return caller.sub

    assert get(app, GOOD, path="/x").json() == "ada"
    refused = get(app, GOOD, path="/y")
    assert refused.status_code == 403
    assert 'scope="api/read api/y"' in refused.headers["www-authenticate"]


def optional_app(outcome: dict[str, object] | Exception) -> ASGIApp:
    """Build an application with an optional caller, who must be in a group."""
    app = FastAPI()
    visitor = OptionalCaller(verifier=Verdict(outcome), groups=["admins"])

    @app.get("/")
    async def hello(caller: Annotated[AccessTokenClaims | None, Depends(visitor)]) -> str:
        return "stranger" if caller is None else caller.sub

    return app


def test_a_caller_may_be_optional() -> None:
    """A request without a token gets None, and one with a token its claims."""
    app = optional_app(ADA)
    assert get(app).json() == "stranger"
    assert get(app, "Basic YTpi").json() == "stranger"
    assert get(app, GOOD).json() == "ada"
    assert "securitySchemes" in get(app, path="/openapi.json").json()["components"]


@pytest.mark.parametrize(
    ("outcome", "header", "status"),
    [
        (TokenExpired("x"), f"Bearer {TOKEN}", 401),
        (TransportFailed("x"), f"Bearer {TOKEN}", 503),
        ({"sub": "ada"}, f"Bearer {TOKEN}", 403),
        (ADA, "Bearer", 400),
    ],
)
def test_an_invalid_token_is_not_anonymous(
    outcome: dict[str, object] | Exception, header: str, status: int
) -> None:
    """An invalid token is refused, so that the page renews it."""
    assert get(optional_app(outcome), header).status_code == status


def test_an_optional_caller_works_in_starlette() -> None:
    """An endpoint calls it with the request."""
    visitor = OptionalCaller(verifier=Verdict(ADA))

    async def hello(request: Request) -> PlainTextResponse:
        caller = await visitor(request)
        return PlainTextResponse("stranger" if caller is None else caller.sub)

    app = Starlette(routes=[Route("/", hello)])
    assert get(app).text == "stranger"
    assert get(app, f"Bearer {TOKEN}").text == "ada"


def connect(outcome: dict[str, object] | Exception, *authorizations: str) -> list[Message]:
    """Open a WebSocket and return what the application sends."""
    app = FastAPI()
    signed_in = RequireCaller(verifier=Verdict(outcome))

    @app.websocket("/")
    async def hello(
        socket: WebSocket, caller: Annotated[AccessTokenClaims, Depends(signed_in)]
    ) -> None:
        await socket.accept()
        await socket.send_text(caller.sub)

    headers = [(b"authorization", value.encode()) for value in authorizations]
    return messages(app, "websocket", headers, path="/", query_string=b"", subprotocols=[])


def test_a_web_socket_with_the_header_gets_in() -> None:
    """The dependency works for WebSockets, too."""
    accept, text = connect(ADA, GOOD)
    assert (accept["type"], text["text"]) == ("websocket.accept", "ada")


@pytest.mark.parametrize(
    ("outcome", "authorizations", "code"),
    [
        (ADA, (), 1008),
        (ADA, ("Bearer",), 1008),
        (TokenExpired("x"), (GOOD,), 1008),
        (TransportFailed("x"), (GOOD,), 1013),
    ],
)
def test_a_web_socket_without_a_good_token_is_refused(
    outcome: dict[str, object] | Exception, authorizations: tuple[str, ...], code: int
) -> None:
    """The handshake is refused with a close code of RFC 6455's registry."""
    [close] = connect(outcome, *authorizations)
    assert (close["type"], close["code"]) == ("websocket.close", code)
