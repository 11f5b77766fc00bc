"""What people do with their access token (Cognito API: GetUser, GlobalSignOut)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..access_tokens import USER_ADMIN, TokenDead, live_claims
from ..quotas import extended_user
from .attributes import as_list, shown_attributes
from .protocol import ApiError
from .users import second_factor_settings

if TYPE_CHECKING:
    from ..pool import AppClient, User
    from .call import Call

_REFUSALS = {
    "invalid": "Invalid Access Token",
    "expired": "Access Token has expired",
    "revoked": "Access Token has been revoked",
}


def _get_user(call: Call) -> dict[str, Any]:
    user, client = _person(call)
    shown = shown_attributes(extended_user(user, call.service.switches))
    readable = {name: text for name, text in shown.items() if client.may_read(name)}
    readable = {"sub": user.sub, **readable}
    return {
        "Username": user.username,
        "UserAttributes": as_list(readable),
        **second_factor_settings(user),
    }


def _global_sign_out(call: Call) -> dict[str, Any]:
    # The model of this operation has no exception for an unknown user.
    user, _ = _person(call, unknown="NotAuthorizedException")
    # The browser's session with the domain stays: only /logout ends it.
    call.service.families.revoke_all(user.username)
    return {}


def _person(call: Call, unknown: str = "UserNotFoundException") -> tuple[User, AppClient]:
    """Return whom the access token belongs to, and its client."""
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


OPERATIONS = {"GetUser": _get_user, "GlobalSignOut": _global_sign_out}
