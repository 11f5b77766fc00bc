"""User attributes in requests and responses of the API (Cognito API: AttributeType)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..claims import EMAIL, PHONE, PROFILE, identity_claim
from ..usernames import EMAIL as EMAIL_ADDRESS
from .protocol import ApiError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ..pool import AppClient, User

_STANDARD = {*EMAIL, *PHONE, *PROFILE}
_VERIFIED = ("email_verified", "phone_number_verified")
_PHONE = re.compile(r"\+[0-9]{1,15}")


def checked_attributes(given: Mapping[str, str]) -> dict[str, str]:
    """Return attributes of a request, after a check of their names and values.

    Raises:
        ApiError: an attribute does not exist or cannot be set, or a value is invalid.
    """
    for name, value in given.items():
        _check(name, value)
    return {name: value.lower() if name in _VERIFIED else value for name, value in given.items()}


def refuse_unwritable(names: Collection[str], client: AppClient) -> None:
    """Refuse attributes that people may not change through a client.

    Raises:
        ApiError: there is such an attribute.
    """
    refuse_verified(names)
    if not all(client.may_write(name) for name in names):
        raise ApiError(
            "NotAuthorizedException", "A client attempted to write unauthorized attribute"
        )


def refuse_verified(given: Collection[str]) -> None:
    """Refuse attributes that only an administrator may set.

    Raises:
        ApiError: there is such an attribute.
    """
    if set(given) & set(_VERIFIED):
        raise ApiError(
            "NotAuthorizedException", "A client attempted to write unauthorized attribute"
        )


def shown_attributes(user: User) -> dict[str, str]:
    """Return all attributes of a user, with `sub` and, for federated users, `identities`."""
    identities = {name: json.dumps(value) for name, value in identity_claim(user).items()}
    return {"sub": user.sub, **identities, **user.attributes}


def as_list(attributes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return attributes as the API writes them: a list of names and values."""
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def _check(name: str, value: str) -> None:
    if name == "sub":
        raise ApiError("InvalidParameterException", "user.sub: Attribute cannot be updated.")
    if name not in _STANDARD and not name.startswith(("custom:", "dev:custom:")):
        raise ApiError(
            "InvalidParameterException", f"user.{name}: Attribute does not exist in the schema."
        )
    if not value:
        return
    if name == "email" and not EMAIL_ADDRESS.fullmatch(value):
        raise ApiError("InvalidParameterException", "Invalid email address format.")
    if name == "phone_number" and not _PHONE.fullmatch(value):
        raise ApiError("InvalidParameterException", "Invalid phone number format.")
    if name in _VERIFIED and value.lower() not in {"true", "false"}:
        raise ApiError("InvalidParameterException", f"user.{name}: Invalid boolean value.")
