"""Whom the access token of a request belongs to (Cognito API: token-authorized operations)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..access_tokens import USER_ADMIN, TokenDead, live_claims
from .protocol import ApiError

if TYPE_CHECKING:
    from ..pool import AppClient, User
    from .call import Call

_REFUSALS = {
    "invalid": "Invalid Access Token",
    "expired": "Access Token has expired",
    "revoked": "Access Token has been revoked",
}


def signed_in(call: Call, unknown: str = "UserNotFoundException") -> tuple[User, AppClient]:
    """Return whom `AccessToken` belongs to, and its client.

    Args:
        call: The request.
        unknown: The exception for a user who has been deleted.

    Raises:
        ApiError: the token is invalid, has expired, has been revoked or lacks the scope
            `aws.cognito.signin.user.admin`, or the user may not sign in.
    """
    service = call.service
    try:
        claims = live_claims(service, call.members.text("AccessToken"))
    except TokenDead as refused:
        raise ApiError("NotAuthorizedException", _REFUSALS[refused.reason]) from None
    client = service.pool.clients.get(claims["client_id"])
    if client is None:
        raise ApiError("NotAuthorizedException", _REFUSALS["invalid"])
    if USER_ADMIN not in claims["scope"].split():
        raise ApiError("NotAuthorizedException", "Access Token does not have required scopes")
    user = service.pool.users.get(claims.get("username", ""))
    if user is None or user.sub != claims.get("sub"):
        raise ApiError(unknown, "User does not exist.")
    if not user.enabled:
        raise ApiError("NotAuthorizedException", "User is disabled.")
    return user, client
