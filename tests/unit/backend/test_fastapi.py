"""The dependency, in FastAPI and in Starlette."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from auth.backend import AccessTokenClaims
from auth.backend.fastapi import RequireCaller
from auth.errors import ConfigurationError, TokenExpired, TransportFailed
from tests.unit.backend.asgi_calls import TOKEN, Verdict

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


def get(app: ASGIApp, *authorizations: str) -> httpx.Response:
    """Ask for the greeting with these Authorization headers."""

    async def exchange() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://api.example") as client:
            headers = [("Authorization", value) for value in authorizations]
            return await client.get("/", headers=headers)

    return asyncio.run(exchange())


def app_for(
    make_app: MakeApp, outcome: dict[str, object] | Exception, **rules: list[str]
) -> ASGIApp:
    """Make an app whose verifier has that verdict."""
    return make_app(RequireCaller(verifier=Verdict(outcome), **rules))  # type: ignore[arg-type]


@APPS
def test_a_caller_is_handed_to_the_endpoint(make_app: MakeApp) -> None:
    """With a valid token, all scopes and a group, the endpoint has the claims."""
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
    """A mistake shows before the first request."""
    with pytest.raises(ConfigurationError, match="scopes"):
        RequireCaller(verifier=Verdict(ADA), scopes="api/read")
