"""The demonstration API on the page's own origin: an open route, and one for access tokens."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from auth.backend import AccessTokenVerifier, RequireBearer, caller_of
from auth.config import AuthConfig
from server.headers import WithHeaders, api_headers


def make_api(config: AuthConfig) -> ASGIApp:
    """Make the API whose callers hold access tokens that `config`'s pool gave to its app client."""
    verifier = AccessTokenVerifier(
        issuer=config.issuer,
        client_ids=[config.client_id],
        audience=dict(config.parameters).get("resource"),
    )
    signed_in = [Middleware(RequireBearer, verifier=verifier)]
    routes = [
        Route("/api/health", _health),
        Route("/api/user", _user, middleware=signed_in),
    ]
    return WithHeaders(Starlette(routes=routes), api_headers())


async def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


async def _user(request: Request) -> JSONResponse:
    """Tell callers what their access token says of them."""
    caller = caller_of(request.scope)
    return JSONResponse(
        {
            "sub": caller.sub,
            "username": caller.username,
            "groups": caller.groups,
            "scopes": caller.scopes,
            "expires_at": caller.expires_at,
        }
    )
