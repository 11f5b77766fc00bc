"""People's own passkeys (Cognito API: StartWebAuthnRegistration, ListWebAuthnCredentials, …)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..factors.passkey_checks import register
from ..factors.passkeys import MOST_PASSKEYS, PasskeyRefused, creation_options
from ..usernames import shown_name
from .paging import one_page
from .protocol import ApiError
from .signed_in import signed_in

if TYPE_CHECKING:
    from ..factors.settings import Passkey
    from ..pool import AppClient, User
    from .call import Call

_EXCEPTIONS = {
    "not-enabled": "WebAuthnNotEnabledException",
    "no-domain": "WebAuthnConfigurationMissingException",
    "too-many": "LimitExceededException",
    "no-challenge": "WebAuthnChallengeNotFoundException",
    "other-client": "WebAuthnClientMismatchException",
    "other-user": "WebAuthnChallengeNotFoundException",
    "origin": "WebAuthnOriginNotAllowedException",
    "relying-party": "WebAuthnRelyingPartyMismatchException",
    "not-supported": "WebAuthnCredentialNotSupportedException",
}


def _start(call: Call) -> dict[str, Any]:
    user, client = _owner(call)
    name = shown_name(call.service.pool, user)
    try:
        options = creation_options(call.service, user, client.client_id, name)
    except PasskeyRefused as refused:
        raise _refusal(refused) from None
    return {"CredentialCreationOptions": options}


def _complete(call: Call) -> dict[str, Any]:
    credential = call.members.document("Credential")
    user, client = _owner(call)
    try:
        register(call.service, user, client.client_id, credential)
    except PasskeyRefused as refused:
        raise _refusal(refused) from None
    return {}


def _list(call: Call) -> dict[str, Any]:
    user, _ = _owner(call)
    by_id = {passkey.credential_id: passkey for passkey in user.passkeys}
    page, following = one_page(
        call, sorted(by_id), "NextToken", most=MOST_PASSKEYS, limit_name="MaxResults"
    )
    return {"Credentials": [_described(by_id[one]) for one in page], **following}


def _delete(call: Call) -> dict[str, Any]:
    credential_id = call.members.text("CredentialId")
    user, _ = _owner(call)
    kept = [one for one in user.passkeys if one.credential_id != credential_id]
    if len(kept) == len(user.passkeys):
        raise ApiError("ResourceNotFoundException", "The user has no passkey with this id.")
    user.passkeys, user.modified_at = kept, call.service.now()
    return {}


def _owner(call: Call) -> tuple[User, AppClient]:
    # The models of these operations have no exception for an unknown user.
    return signed_in(call, unknown="NotAuthorizedException")


def _refusal(refused: PasskeyRefused) -> ApiError:
    return ApiError(_EXCEPTIONS.get(refused.reason, "InvalidParameterException"), str(refused))


def _described(passkey: Passkey) -> dict[str, Any]:
    members = {
        "CredentialId": passkey.credential_id,
        "FriendlyCredentialName": passkey.name,
        "RelyingPartyId": passkey.relying_party_id,
        "AuthenticatorAttachment": passkey.attachment,
        "AuthenticatorTransports": passkey.transports,
        "CreatedAt": passkey.created_at,
    }
    return {name: value for name, value in members.items() if value is not None}


OPERATIONS = {
    "StartWebAuthnRegistration": _start,
    "CompleteWebAuthnRegistration": _complete,
    "ListWebAuthnCredentials": _list,
    "DeleteWebAuthnCredential": _delete,
}
