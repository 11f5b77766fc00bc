"""The demonstration API on the page's own origin.

One route is open, one needs a token, and one a token of a sign-in with a second factor.
"""

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
    """Build the API for access tokens of the page's own pool and app client.

    Args:
        config: The page's settings.
        verifier: Verifies the tokens instead of one made from `config`.

    Raises:
        ConfigurationError: Tokens of the configured issuer cannot be verified.
    """
    verifier = verifier or AccessTokenVerifier(
        issuer=config.issuer,
        client_ids=[config.client_id],
        replica_issuers=config.replica_issuers,
        jwks_uri=config.jwks_uri or None,
        audience=dict(config.parameters).get("resource"),
        acr_levels=config.acr_levels,
    )
    signed_in = [Middleware(RequireBearer, verifier=verifier)]
    # The level of a password with a code, or the highest of fewer levels.
    acr = config.acr_levels[:3][-1]
    confirmed = [Middleware(RequireBearer, verifier=verifier, acr=acr)]
    routes = [
        Route("/api/health", _health),
        Route("/api/user", _user, middleware=signed_in),
        Route("/api/strong", _strong, middleware=confirmed),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # the redirect would go wherever the Host header says
    return WithHeaders(WithCors(app, [origin_of(config.redirect_uri)]), api_headers())


class Json(JSONResponse):
    """A JSON response that names its encoding."""

    media_type = "application/json; charset=utf-8"


async def _health(_: Request) -> Json:
    return Json({"status": "ok"})


async def _user(request: Request) -> Json:
    """Return what the caller's access token says about them."""
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


async def _strong(request: Request) -> Json:
    """Return how the caller has signed in."""
    caller = caller_of(request.scope)
    return Json({"acr": caller.acr, "amr": caller.amr, "auth_time": caller.auth_time})
