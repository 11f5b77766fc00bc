"""Make up the ids and secrets that AWS would, the same ones at every start."""

from __future__ import annotations

import hashlib
import re
import string
import uuid

_POOL_ID = re.compile(r"(?=.{1,55}\Z)[\w-]+_[0-9a-zA-Z]+", re.ASCII)
_LOWER = string.ascii_lowercase + string.digits
_MIXED = string.ascii_letters + string.digits


def pool_id(region: str, name: str) -> str:
    """Return the id of a user pool, such as `eu-west-1_9kF3xQ2Lm`."""
    return f"{region}_{_drawn(_MIXED, 9, 'pool', region, name)}"


def is_pool_id(text: str) -> bool:
    """Return whether a string has the form of a user pool's id, such as `eu-west-1_Example01`."""
    return _POOL_ID.fullmatch(text) is not None


def client_id(pool_id: str, name: str) -> str:
    """Return the id of an app client: 26 characters."""
    return _drawn(_LOWER, 26, "client", pool_id, name)


def client_secret(pool_id: str, name: str) -> str:
    """Return the secret of an app client: 51 characters. Like all passwords here, it is public."""
    return _drawn(_LOWER, 51, "secret", pool_id, name)


def identity_pool_id(region: str, name: str) -> str:
    """Return the id of an identity pool."""
    return f"{region}:{uuid.uuid5(uuid.NAMESPACE_URL, f'identity-pool/{region}/{name}')}"


def _drawn(characters: str, count: int, *names: str) -> str:
    seed = "/".join(names).encode()
    number = int.from_bytes(hashlib.shake_256(seed).digest(count + 8), "big")
    drawn = []
    for _ in range(count):
        number, position = divmod(number, len(characters))
        drawn.append(characters[position])
    return "".join(drawn)
