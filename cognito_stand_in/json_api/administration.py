"""What administrators do with accounts (Cognito API: AdminCreateUser, AdminGetUser, …)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from ..accounts import delete_user, set_enabled
from ..usernames import typed_attribute
from .attributes import checked_attributes
from .protocol import ApiError
from .users import described_user, mfa_settings, status_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..pool import User
    from .call import Call


def _create_user(call: Call) -> dict[str, Any]:
    call.require_pool()
    members, service = call.members, call.service
    username, action = members.text("Username"), members.optional_text("MessageAction")
    if action not in {None, "RESEND", "SUPPRESS"}:
        raise members.refusal(
            "MessageAction", "Member must satisfy enum value set: [RESEND, SUPPRESS]"
        )
    attributes = checked_attributes(members.attributes("UserAttributes"))
    password = members.optional_text("TemporaryPassword") or _temporary_password(call)
    if action == "RESEND":
        user = _invited(call, username)
        service.directory.set_password(user, password)
    else:
        user = _added(call, username, password, attributes)
    user.temporary_password = True
    if action != "SUPPRESS":
        service.directory.send_code(user, "invite", code=password)
    return {"User": described_user(service, user)}


def _added(call: Call, username: str, password: str, attributes: dict[str, str]) -> User:
    service = call.service
    if service.directory.find(username) is not None:
        raise ApiError("UsernameExistsException", "User account already exists")
    if _owner_of(call, attributes) is not None:
        raise ApiError("UsernameExistsException", "An account with the given email already exists.")
    user = service.directory.add(username, password, attributes, confirmed=True)
    # An administrator's word counts: without email_verified, the address is not verified.
    user.attributes = {**typed_attribute(service.pool, username), **attributes}
    return user


def _invited(call: Call, username: str) -> User:
    user = call.find_user(username)
    if user is None:
        raise ApiError("UserNotFoundException", "User does not exist.")
    if not user.temporary_password:
        raise ApiError(
            "UnsupportedUserStateException",
            f"Resend not possible. {status_of(user)} is the current status of the user.",
        )
    return user


def _temporary_password(call: Call) -> str:
    # One of each kind of character that a policy may require, and long enough for any.
    length = max(12, call.service.pool.password_policy.minimum_length)
    return f"aA1!{secrets.token_urlsafe(length)}"


def _get_user(call: Call) -> dict[str, Any]:
    user = call.user()
    described = described_user(call.service, user)
    described["UserAttributes"] = described.pop("Attributes")
    return {**described, **mfa_settings(user)}


def _set_password(call: Call) -> dict[str, Any]:
    user = call.user()
    password, permanent = call.members.text("Password"), call.members.flag("Permanent")
    _refuse_federated(user)
    call.service.directory.set_password(user, password)
    user.temporary_password = not permanent
    user.confirmed = True
    return {}


def _confirm_sign_up(call: Call) -> dict[str, Any]:
    user = call.user()
    if user.confirmed:
        raise ApiError(
            "NotAuthorizedException",
            f"User cannot be confirmed. Current status is {status_of(user)}",
        )
    # Unlike a code, this does not verify the e-mail address.
    user.confirmed = True
    user.modified_at = call.service.now()
    return {}


def _update_attributes(call: Call) -> dict[str, Any]:
    user, given = call.user(), call.members.attributes("UserAttributes")
    if not given:
        raise call.members.refusal("UserAttributes", "Member must not be null")
    attributes = checked_attributes(given)
    changed = {**user.attributes, **attributes}
    # A new address is not verified, unless the same request says so.
    for name in ("email", "phone_number"):
        if name in attributes and attributes[name] != user.attributes.get(name):
            changed[f"{name}_verified"] = attributes.get(f"{name}_verified", "false")
    owner = _owner_of(call, changed)
    if owner is not None and owner is not user:
        raise ApiError("AliasExistsException", "An account with the given email already exists.")
    # An empty value deletes an attribute.
    user.attributes = {name: text for name, text in changed.items() if text}
    user.modified_at = call.service.now()
    return {}


def _owner_of(call: Call, attributes: Mapping[str, str]) -> User | None:
    """Return who has the verified address in these attributes already, or None."""
    if attributes.get("email_verified") != "true" or not attributes.get("email"):
        return None
    return call.service.directory.find(attributes["email"])


def _delete(call: Call) -> dict[str, Any]:
    delete_user(call.service, call.user())
    return {}


def _sign_out(call: Call) -> dict[str, Any]:
    # The browser's session with the domain stays: only /logout ends it.
    call.service.families.revoke_all(call.user().username)
    return {}


def _disable(call: Call) -> dict[str, Any]:
    set_enabled(call.service, call.user(), is_enabled=False)
    return {}


def _enable(call: Call) -> dict[str, Any]:
    set_enabled(call.service, call.user(), is_enabled=True)
    return {}


def _reset_password(call: Call) -> dict[str, Any]:
    user = call.user()
    _refuse_federated(user)
    if not user.confirmed or user.temporary_password:
        raise ApiError(
            "NotAuthorizedException", "User password cannot be reset in the current state."
        )
    call.service.directory.require_reset(user)
    call.service.directory.send_code(user, "reset")
    return {}


def _refuse_federated(user: User) -> None:
    if user.identity is not None:
        raise ApiError(
            "InvalidParameterException", "A user of another identity provider has no password here."
        )


OPERATIONS = {
    "AdminCreateUser": _create_user,
    "AdminGetUser": _get_user,
    "AdminSetUserPassword": _set_password,
    "AdminConfirmSignUp": _confirm_sign_up,
    "AdminUpdateUserAttributes": _update_attributes,
    "AdminDeleteUser": _delete,
    "AdminUserGlobalSignOut": _sign_out,
    "AdminDisableUser": _disable,
    "AdminEnableUser": _enable,
    "AdminResetUserPassword": _reset_password,
}
