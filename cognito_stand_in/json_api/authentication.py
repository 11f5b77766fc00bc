"""Sign in and refresh: InitiateAuth, GetTokensFromRefreshToken, RevokeToken (Cognito API)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..client_authentication import is_secret_of
from ..directory_errors import TemporaryPassword
from ..endpoints.revocation import revoke_family
from ..refreshing import RefreshRefused, live_refresh_token, refreshed_tokens
from ..step_up import PASSWORD_METHOD
from .call import check_secret_hash, needed
from .challenges import respond_to_challenge
from .choice import choice_auth
from .issued_tokens import token_result
from .protocol import ApiError
from .srp import password_verifier
from .steps import Progress, new_password_challenge, next_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..pool import AppClient
    from .call import Call

# The values of `ExplicitAuthFlows` that enable a flow; the second ones are older names.
_PASSWORD_FLOWS = {
    "USER_PASSWORD_AUTH": {"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"},
    "ADMIN_USER_PASSWORD_AUTH": {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"},
    "ADMIN_NO_SRP_AUTH": {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"},
}
_REFRESH_FLOWS = {"REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"}
_CHOICE_FLOW = "USER_AUTH"
_SRP_FLOW = "USER_SRP_AUTH"
_ABSENT_FLOWS = {"CUSTOM_AUTH"}
_REFUSALS = {
    "unknown": ("NotAuthorizedException", "Invalid Refresh Token"),
    "other-client": ("NotAuthorizedException", "Invalid Refresh Token"),
    "revoked": ("NotAuthorizedException", "Refresh Token has been revoked"),
    "expired": ("NotAuthorizedException", "Refresh Token has expired"),
    "reused": ("RefreshTokenReuseException", "Refresh Token has been rotated already"),
    "no-user": ("UserNotFoundException", "User does not exist."),
    "disabled": ("NotAuthorizedException", "User is disabled."),
}
_REVOCATION_ERRORS = {
    "invalid_request": (
        "UnsupportedOperationException",
        "Revocation is not enabled for this client.",
    ),
    "unsupported_token_type": ("UnsupportedTokenTypeException", "Unsupported token type."),
    "unauthorized_client": ("UnauthorizedException", "The token belongs to another client."),
}


def _initiate_auth(call: Call) -> dict[str, Any]:
    flow = call.members.text("AuthFlow")
    client = call.client()
    if flow.startswith("ADMIN_"):
        raise ApiError("InvalidParameterException", "Initiate Auth method not supported.")
    return _authenticate(call, client, flow)


def _admin_initiate_auth(call: Call) -> dict[str, Any]:
    call.require_pool()
    return _authenticate(call, call.client(), call.members.text("AuthFlow"))


def _authenticate(call: Call, client: AppClient, flow: str) -> dict[str, Any]:
    parameters = call.members.text_map("AuthParameters")
    if flow in _REFRESH_FLOWS:
        return _refresh_auth(call, client, parameters)
    if flow in _PASSWORD_FLOWS:
        if not _PASSWORD_FLOWS[flow] & set(client.auth_flows):
            raise _not_enabled(flow)
        return _password_auth(call, client, parameters)
    if flow == _CHOICE_FLOW:
        if "ALLOW_USER_AUTH" not in client.auth_flows:
            raise _not_enabled(flow)
        return choice_auth(call, client, parameters)
    if flow == _SRP_FLOW:
        if "ALLOW_USER_SRP_AUTH" not in client.auth_flows:
            raise _not_enabled(flow)
        return _srp_auth(call, client, parameters)
    if flow in _ABSENT_FLOWS:
        raise ApiError(
            "UnsupportedOperationException", f"{flow}: the stand-in does not have this flow."
        )
    known = ", ".join(
        sorted({*_PASSWORD_FLOWS, *_REFRESH_FLOWS, *_ABSENT_FLOWS, _CHOICE_FLOW, _SRP_FLOW})
    )
    raise call.members.refusal("AuthFlow", f"Member must satisfy enum value set: [{known}]")


def _not_enabled(flow: str) -> ApiError:
    return ApiError("InvalidParameterException", f"{flow} flow not enabled for this client")


def _password_auth(call: Call, client: AppClient, parameters: Mapping[str, str]) -> dict[str, Any]:
    service = call.service
    username, password = needed(parameters, "USERNAME"), needed(parameters, "PASSWORD")
    check_secret_hash(client, parameters.get("SECRET_HASH"), [username])
    try:
        user = service.directory.authenticate(
            username, password, hide_existence=client.prevent_user_existence_errors
        )
    except TemporaryPassword as reason:
        return new_password_challenge(Progress(call=call, client=client, user=reason.user))
    return next_step(Progress(call=call, client=client, user=user, amr=(PASSWORD_METHOD,)))


def _srp_auth(call: Call, client: AppClient, parameters: Mapping[str, str]) -> dict[str, Any]:
    username = needed(parameters, "USERNAME")
    needed(parameters, "SRP_A")
    check_secret_hash(client, parameters.get("SECRET_HASH"), [username])
    return password_verifier(call, client, call.service.directory.find(username), parameters)


def _refresh_auth(call: Call, client: AppClient, parameters: Mapping[str, str]) -> dict[str, Any]:
    # Cognito does not combine this flow with rotation: GetTokensFromRefreshToken rotates.
    if not client.refresh_enabled or client.rotation_enabled:
        raise _not_enabled("REFRESH_TOKEN_AUTH")
    presented = needed(parameters, "REFRESH_TOKEN")
    given = parameters.get("SECRET_HASH")
    if given is None:
        check_secret_hash(client, None, [])
    tokens = _refreshed(call, client, presented, secret_hash=given)
    return {"ChallengeParameters": {}, "AuthenticationResult": tokens}


def _get_tokens_from_refresh_token(call: Call) -> dict[str, Any]:
    presented, client = call.members.text("RefreshToken"), call.client()
    if not is_secret_of(client, call.members.optional_text("ClientSecret")):
        raise ApiError(
            "NotAuthorizedException", f"Unable to verify secret for client {client.client_id}"
        )
    if not client.refresh_enabled:
        raise ApiError("NotAuthorizedException", "Refresh tokens are not enabled for this client")
    return {"AuthenticationResult": _refreshed(call, client, presented)}


def _refreshed(
    call: Call, client: AppClient, presented: str, *, secret_hash: str | None = None
) -> dict[str, Any]:
    try:
        record, family, user = live_refresh_token(call.service, client, presented)
    except RefreshRefused as refused:
        raise ApiError(*_REFUSALS[refused.reason]) from None
    if secret_hash is not None:
        check_secret_hash(client, secret_hash, [user.username, user.sub])
    return token_result(client, refreshed_tokens(call.service, client, user, record, family))


def _revoke_token(call: Call) -> dict[str, Any]:
    token, client = call.members.text("Token"), call.client("UnauthorizedException")
    if not is_secret_of(client, call.members.optional_text("ClientSecret")):
        raise ApiError(
            "UnauthorizedException", f"Unable to verify secret for client {client.client_id}"
        )
    error = revoke_family(call.service, client, token)
    if error is not None:
        raise ApiError(*_REVOCATION_ERRORS[error])
    return {}


def _respond(call: Call) -> dict[str, Any]:
    return respond_to_challenge(call, call.client())


def _admin_respond(call: Call) -> dict[str, Any]:
    call.require_pool()
    return _respond(call)


PUBLIC = {
    "InitiateAuth": _initiate_auth,
    "RespondToAuthChallenge": _respond,
    "GetTokensFromRefreshToken": _get_tokens_from_refresh_token,
    "RevokeToken": _revoke_token,
}
SIGNED = {
    "AdminInitiateAuth": _admin_initiate_auth,
    "AdminRespondToAuthChallenge": _admin_respond,
}
