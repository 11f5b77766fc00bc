"""GET and POST /oauth2/userInfo (OpenID Connect Core 5.3, Cognito: user attributes endpoint)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from ..access_tokens import TokenDead, live_claims
from ..claims import user_info
from ..pages import NO_STORE
from ..quotas import extended_user
from ..replies import ANY_ORIGIN, json_reply, readable_error

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..service import Service

_DEAD = "Access token is expired, disabled, or deleted, or the user has globally signed out."
_BAD_REQUEST = "Bad OAuth2 request at UserInfo Endpoint"
_NO_OPENID = "Access token does not contain openid scope"


async def show_user_info(service: Service, request: Request) -> Response:
    """Return the attributes of the user whom an access token belongs to."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return _refusal(service, 400, "invalid_request", _BAD_REQUEST)
    try:
        claims = live_claims(service, token.strip())
    except TokenDead:
        return _refusal(service, 401, "invalid_token", _DEAD)
    scopes = claims["scope"].split()
    if "openid" not in scopes:
        return _refusal(
            service, service.switches.user_info_no_openid_status, "invalid_token", _NO_OPENID
        )
    user = service.pool.users.get(claims.get("username", ""))
    client = service.pool.clients.get(claims["client_id"])
    if user is None or client is None or not user.enabled:
        return _refusal(service, 401, "invalid_token", _DEAD)
    return json_reply(dict(user_info(extended_user(user, service.switches), client, scopes)))


def _refusal(service: Service, status: int, error: str, description: str) -> Response:
    # Cognito names no scheme in this header.
    challenge = f'error="{error}", error_description="{description}"'
    response = Response(
        status_code=status, headers={**ANY_ORIGIN, **NO_STORE, "www-authenticate": challenge}
    )
    return readable_error(service, response)
