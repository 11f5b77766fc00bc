"""People who are there from the start, with passwords that are public."""

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
    """Return a confirmed user, whose `sub` is the same at every start."""
    return User(
        username=username,
        sub=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{pool_id}/{username}")),
        attributes=dict(attributes),
        groups=list(groups),
        password_hash=hash_password(password),
        development_password=password,
    )
