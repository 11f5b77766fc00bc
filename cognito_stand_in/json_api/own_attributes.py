"""People's own attributes (Cognito API: UpdateUserAttributes, VerifyUserAttribute, …)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..directory_errors import DirectoryError
from .attributes import checked_attributes, refuse_unwritable
from .delivery import attribute_details
from .protocol import ApiError
from .signed_in import signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..messages import Purpose
    from ..pool import User
    from .call import Call

    Address = Literal["email", "phone_number"]

_ADDRESSES: tuple[Address, ...] = ("email", "phone_number")
_PURPOSES: dict[str, Purpose] = {
    "email": "verify-email",
    "phone_number": "verify-phone_number",
}
# Cognito's quota of wrong codes an hour.
_MOST_WRONG_CODES = 15


def _update(call: Call) -> dict[str, Any]:
    given = call.members.attributes("UserAttributes")
    if not given:
        raise call.members.refusal("UserAttributes", "Member must not be null")
    user, client = signed_in(call)
    refuse_unwritable(given, client)
    attributes = checked_attributes(given)
    changed = [
        name for name in _ADDRESSES if attributes.get(name) not in (None, user.attributes.get(name))
    ]
    for name, text in attributes.items():
        _refuse_taken(call, user, name, text)
    pending = [name for name in changed if name in call.service.pool.verify_before_update]
    user.pending_attributes = {
        **{name: text for name, text in user.pending_attributes.items() if name not in attributes},
        **{name: attributes.pop(name) for name in pending if attributes[name]},
    }
    _apply(user, attributes, unverified=set(changed) - set(pending))
    user.modified_at = call.service.now()
    asked = [name for name in changed if name in call.service.pool.auto_verified]
    sent = [_sent(call, user, name) for name in asked if _address(user, name)]
    return {"CodeDeliveryDetailsList": sent} if sent else {}


def _apply(user: User, given: Mapping[str, str], *, unverified: set[Address]) -> None:
    changed = {**user.attributes, **given}
    for name in unverified:
        changed[f"{name}_verified"] = "false" if given[name] else ""
    # An empty value deletes an attribute.
    user.attributes = {name: text for name, text in changed.items() if text}


def _delete(call: Call) -> dict[str, Any]:
    names = call.members.texts("UserAttributeNames")
    if not names:
        raise call.members.refusal("UserAttributeNames", "Member must not be null")
    user, client = signed_in(call)
    refuse_unwritable(names, client)
    for name in checked_attributes(dict.fromkeys(names, "")):
        _refuse_taken(call, user, name, "")
    gone = {*names, *(f"{name}_verified" for name in names)}
    user.attributes = {name: text for name, text in user.attributes.items() if name not in gone}
    user.modified_at = call.service.now()
    return {}


def _send_code(call: Call) -> dict[str, Any]:
    name = call.members.text("AttributeName")
    user, _ = signed_in(call)
    address = _checked_name(name)
    if not _address(user, address):
        raise ApiError("InvalidParameterException", f"User does not have an attribute {address}.")
    return {"CodeDeliveryDetails": _sent(call, user, address)}


def _verify(call: Call) -> dict[str, Any]:
    name, code = call.members.text("AttributeName"), call.members.text("Code")
    user, _ = signed_in(call)
    address, service, now = _checked_name(name), call.service, call.service.now()
    attempts = service.directory.attempts
    attempts.check_request(user.username, "VerifyUserAttribute", _MOST_WRONG_CODES, now)
    _refuse_taken(call, user, address, _address(user, address))
    try:
        service.directory.redeem(user.username, _PURPOSES[address], code)
    except DirectoryError:
        attempts.record_failed_request(user.username, "VerifyUserAttribute", now)
        raise
    value = user.pending_attributes.pop(address, user.attributes.get(address, ""))
    user.attributes |= {address: value, f"{address}_verified": "true"}
    user.modified_at = now
    return {}


def _checked_name(name: str) -> Address:
    for address in _ADDRESSES:
        if name == address:
            return address
    raise ApiError(
        "InvalidParameterException",
        f"AttributeName: got {name}, expected one of {', '.join(_ADDRESSES)}.",
    )


def _address(user: User, name: Address) -> str:
    return user.pending_attributes.get(name) or user.attributes.get(name, "")


def _sent(call: Call, user: User, name: Address) -> dict[str, Any]:
    call.service.directory.send_code(user, _PURPOSES[name])
    return attribute_details(name, _address(user, name))


def _refuse_taken(call: Call, user: User, name: str, value: str) -> None:
    """Refuse a name to sign in with that somebody else has, or that the user would be without."""
    pool = call.service.pool
    if name not in {*pool.username_attributes, *pool.alias_attributes}:
        return
    if not value and name in pool.username_attributes:
        raise ApiError("InvalidParameterException", f"user.{name}: Attribute cannot be deleted.")
    owner = call.service.directory.find(value) if value else None
    if owner is not None and owner is not user:
        raise ApiError("AliasExistsException", f"An account with the given {name} already exists.")


OPERATIONS = {
    "UpdateUserAttributes": _update,
    "DeleteUserAttributes": _delete,
    "GetUserAttributeVerificationCode": _send_code,
    "VerifyUserAttribute": _verify,
}
