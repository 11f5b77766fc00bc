"""The filter of ListUsers: an attribute, `=` or `^=`, and a value in quotation marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .protocol import ApiError
from .users import status_of

if TYPE_CHECKING:
    from ..pool import User
    from .call import Call

_FILTER = re.compile(r'\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_ATTRIBUTES = {
    "username",
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "cognito:user_status",
    "status",
    "sub",
}


def matching_users(call: Call, text: str | None) -> list[User]:
    """Return the users that a filter matches; all of them without a filter.

    Args:
        call: The request.
        text: The filter, such as `email ^= "ada@"`.

    Raises:
        ApiError: the filter is malformed, or has an attribute that cannot be searched.
    """
    users = list(call.service.pool.users.values())
    if text is None or not text.strip():
        return users
    parsed = _FILTER.fullmatch(text)
    if parsed is None:
        raise ApiError("InvalidParameterException", "Error while parsing filter.")
    name, operator, quoted = parsed.groups()
    if name not in _ATTRIBUTES:
        raise ApiError("InvalidParameterException", f"Invalid search attribute: {name}.")
    wanted = re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
    if operator == "=":
        return [user for user in users if _value(user, name) == wanted]
    return [user for user in users if _value(user, name).startswith(wanted)]


def _value(user: User, name: str) -> str:
    own = {
        "username": user.username,
        "sub": user.sub,
        "cognito:user_status": status_of(user),
        "status": "Enabled" if user.enabled else "Disabled",
    }
    return own[name] if name in own else user.attributes.get(name, "")
