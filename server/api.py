"""The demonstration API on the page's own origin: an open route, and one for access tokens."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from auth.backend import AccessTokenVerifier, RequireBearer, caller_of
from auth.backend.bearer import Verifier
from auth.config import AuthConfig
from server.cors import WithCors
from server.headers import WithHeaders, api_headers
from server.origins import origin_of


def make_api(config: AuthConfig, *, verifier: Verifier | None = None) -> ASGIApp:
    """Make the API whose callers hold access tokens that `config`'s pool gave to its app client.

    `verifier` judges them instead, where one is given.

    Raises:
        ConfigurationError: tokens of that issuer could not be checked.
    """
    verifier = verifier or AccessTokenVerifier(
        issuer=config.issuer,
        replica_issuers=config.replica_issuers,
        jwks_uri=config.jwks_uri or None,
        client_ids=[config.client_id],
        audience=dict(config.parameters).get("resource"),
    )
    signed_in = [Middleware(RequireBearer, verifier=verifier)]
    routes = [
        Route("/api/health", _health),
        Route("/api/user", _user, middleware=signed_in),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # it would send callers wherever their Host header says
    return WithHeaders(WithCors(app, [origin_of(config.redirect_uri)]), api_headers())


class Json(JSONResponse):
    """An answer whose encoding nobody has to guess."""

    media_type = "application/json; charset=utf-8"


async def _health(_: Request) -> Json:
    return Json({"status": "ok"})


async def _user(request: Request) -> Json:
    """Tell callers what their access token says of them."""
    caller = caller_of(request.scope)
    return Json(
        {
            "sub": caller.sub,
            "username": caller.username,
            "groups": caller.groups,
            "scopes": caller.scopes,
            "expires_at": caller.expires_at,
        }
    )
