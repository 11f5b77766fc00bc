"""What people sign in with: a username, an alias, an e-mail address (Cognito: sign-in options)."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .pool import Pool, User

ALIASES = ("email", "phone_number", "preferred_username")
"""What `AliasAttributes` may have; `UsernameAttributes` has the first two of them."""

EMAIL = re.compile(r"(?=.{3,2048}\Z)[^\s@]+@[^\s@]+")
_PHONE = re.compile(r"\+[0-9]{2,15}")
_USERNAME = re.compile(r"[^\s@\x00-\x1f\x7f]{1,128}")
_LABELS = {
    "email": "e-mail address",
    "phone_number": "phone number",
    "preferred_username": "preferred username",
}


class UsernameInvalid(ValueError):
    """The name cannot be a username in this pool; the message is for the page."""


def names_of(pool: Pool, user: User) -> set[str]:
    """Return every name that a user can sign in with, in lower case.

    An alias has to be verified. A username that is an e-mail address or a phone number does not.
    """
    names = {user.username}
    if user.identity is None:
        names |= {user.attributes.get(name, "") for name in pool.username_attributes}
        names |= {
            user.attributes.get(name, "")
            for name in pool.alias_attributes
            if name == "preferred_username" or user.attributes.get(f"{name}_verified") == "true"
        }
    return {name.casefold() for name in names if name}


def shown_name(pool: Pool, user: User) -> str:
    """Return the name that a person would type to sign in."""
    typed = (user.attributes.get(name) for name in pool.username_attributes)
    return next((name for name in typed if name), user.username)


def new_account(
    pool: Pool, typed: str, attributes: Mapping[str, str], *, sub: str | None = None
) -> tuple[str, str, dict[str, str]]:
    """Return the username, the `sub` and the attributes of a new account.

    In a pool with `UsernameAttributes`, what is typed becomes an attribute, and the username is a
    UUID equal to `sub`.

    Args:
        pool: The user pool.
        typed: The name that the person signs up with.
        attributes: The attributes that were given.
        sub: The `sub`; a random UUID by default.

    Raises:
        UsernameInvalid: the name cannot be a username in this pool.
    """
    sub = sub or str(uuid.uuid4())
    if not pool.username_attributes:
        if not _USERNAME.fullmatch(typed):
            raise UsernameInvalid(
                "Username must have 1 to 128 characters, no spaces, and not be an e-mail address."
            )
        return typed, sub, dict(attributes)
    return sub, sub, {**typed_attribute(pool, typed), **attributes}


def typed_attribute(pool: Pool, typed: str) -> dict[str, str]:
    """Return the attribute that a username is in a pool with `UsernameAttributes`.

    Raises:
        UsernameInvalid: it is neither of the attributes that usernames are in this pool.
    """
    if not pool.username_attributes:
        return {}
    patterns = {"email": EMAIL, "phone_number": _PHONE}
    for name in pool.username_attributes:
        if patterns[name].fullmatch(typed):
            return {name: typed}
    raise UsernameInvalid(f"Username should be {_listed(pool.username_attributes)}.")


def sign_up_label(pool: Pool) -> str:
    """Return the label of the field for the username of a new account."""
    named = " or ".join(_LABELS[name] for name in pool.username_attributes)
    return named.capitalize() or "Username"


def sign_in_hint(pool: Pool) -> str:
    """Return the hint below the field for the username."""
    names = [_LABELS[name] for name in pool.username_attributes or pool.alias_attributes]
    if not pool.username_attributes:
        names.insert(0, "username")
    return f"Your {' or '.join(names)}"


def _listed(names: Sequence[str]) -> str:
    written = {"email": "an email", "phone_number": "a phone number"}
    return f"{'either ' if len(names) > 1 else ''}{' or '.join(written[name] for name in names)}"
