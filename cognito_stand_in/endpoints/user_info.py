"""GET and POST /oauth2/userInfo (OpenID Connect Core 5.3, Cognito: user attributes endpoint)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

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
    claims = _live_claims(service, token.strip())
    if claims is None:
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


def _live_claims(service: Service, token: str) -> dict[str, Any] | None:
    claims = service.issuers.verify(token)
    if (
        claims is None
        or claims.get("token_use") != "access"
        or not {"scope", "client_id", "exp"} <= set(claims)
    ):
        return None
    # A token for client credentials has no family and cannot be revoked.
    family = service.families.by_origin.get(claims.get("origin_jti", ""))
    is_dead = family.revoked if family is not None else "origin_jti" in claims
    return None if is_dead or service.now() >= claims["exp"] else claims


def _refusal(service: Service, status: int, error: str, description: str) -> Response:
    # Cognito names no scheme in this header.
    challenge = f'error="{error}", error_description="{description}"'
    response = Response(
        status_code=status, headers={**ANY_ORIGIN, **NO_STORE, "www-authenticate": challenge}
    )
    return readable_error(service, response)
