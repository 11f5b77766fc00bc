"""Build users with public passwords, who exist from the start."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from .passwords import hash_password
from .pool import User
from .usernames import new_account

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .pool import Pool


def predefined_user(
    pool: Pool,
    username: str,
    password: str,
    *,
    attributes: Mapping[str, str],
    groups: Sequence[str] = (),
) -> User:
    """Return a confirmed user, whose `sub` is the same at every start.

    Args:
        pool: The user pool.
        username: What the person signs in with.
        password: The password, which is public.
        attributes: The user attributes.
        groups: The names of the user's groups.

    Raises:
        UsernameInvalid: the username cannot be one in this pool.
    """
    sub = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{pool.pool_id}/{username}"))
    name, sub, attributes = new_account(pool, username, attributes, sub=sub)
    return User(
        username=name,
        sub=sub,
        attributes=attributes,
        groups=list(groups),
        password_hash=hash_password(password),
        development_password=password,
    )
