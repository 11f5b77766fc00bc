"""Build users with public passwords, who exist from the start."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from .passwords import hash_password
from .pool import User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def predefined_user(
    pool_id: str,
    username: str,
    password: str,
    *,
    attributes: Mapping[str, str],
    groups: Sequence[str] = (),
) -> User:
    """Return a confirmed user, whose `sub` is the same at every start.

    Args:
        pool_id: The id of the user pool.
        username: The username.
        password: The password, which is public.
        attributes: The user attributes.
        groups: The names of the user's groups.
    """
    return User(
        username=username,
        sub=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{pool_id}/{username}")),
        attributes=dict(attributes),
        groups=list(groups),
        password_hash=hash_password(password),
        development_password=password,
    )
