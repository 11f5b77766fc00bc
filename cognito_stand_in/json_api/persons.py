"""What people do with their account (Cognito API: GetUser, ChangePassword, DeleteUser, …)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..accounts import delete_user
from ..passwords import password_matches
from ..quotas import extended_user
from .attributes import as_list, shown_attributes
from .protocol import ApiError
from .signed_in import signed_in
from .users import mfa_settings

if TYPE_CHECKING:
    from ..pool import User
    from .call import Call

# Cognito's quota of wrong passwords an hour.
_MOST_WRONG_PASSWORDS = 5


def _get_user(call: Call) -> dict[str, Any]:
    user, client = signed_in(call)
    shown = shown_attributes(extended_user(user, call.service.switches))
    readable = {name: text for name, text in shown.items() if client.may_read(name)}
    readable = {"sub": user.sub, **readable}
    return {
        "Username": user.username,
        "UserAttributes": as_list(readable),
        **mfa_settings(user),
    }


def _change_password(call: Call) -> dict[str, Any]:
    members = call.members
    previous, proposed = members.optional_text("PreviousPassword"), members.text("ProposedPassword")
    user, _ = signed_in(call)
    if user.identity is not None:
        raise ApiError(
            "NotAuthorizedException", "A user of another identity provider has no password here."
        )
    if user.password_hash is not None:
        _check_previous(call, user, previous)
    call.service.directory.set_password(user, proposed)
    return {}


def _check_previous(call: Call, user: User, previous: str | None) -> None:
    if previous is None:
        raise call.members.refusal("PreviousPassword", "Member must not be null")
    attempts, now = call.service.directory.attempts, call.service.now()
    attempts.check_request(user.username, "ChangePassword", _MOST_WRONG_PASSWORDS, now)
    if user.password_hash is None or not password_matches(previous, user.password_hash):
        attempts.record_failed_request(user.username, "ChangePassword", now)
        raise ApiError("NotAuthorizedException", "Incorrect username or password.")


def _delete_user(call: Call) -> dict[str, Any]:
    user, _ = signed_in(call)
    delete_user(call.service, user)
    return {}


def _global_sign_out(call: Call) -> dict[str, Any]:
    # The model of this operation has no exception for an unknown user.
    user, _ = signed_in(call, unknown="NotAuthorizedException")
    # The browser's session with the domain stays: only /logout ends it.
    call.service.families.revoke_all(user.username)
    return {}


OPERATIONS = {
    "GetUser": _get_user,
    "ChangePassword": _change_password,
    "DeleteUser": _delete_user,
    "GlobalSignOut": _global_sign_out,
}
