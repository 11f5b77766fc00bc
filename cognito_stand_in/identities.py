"""Identities of an identity pool, and the AWS credentials that were issued to them."""

from __future__ import annotations

import secrets
import string
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from .signing import KeyRing, SigningKey

CREDENTIAL_SECONDS = 3600
_BASE32 = string.ascii_uppercase + "234567"
_SYMBOLS = string.ascii_letters + string.digits + "+/"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCredentials:
    """Temporary AWS credentials; `expires_at` is in epoch seconds."""

    identity_id: str
    access_key_id: str
    secret_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expires_at: float


class Identities:
    """The people that the identity pool knows, and their credentials by access key id."""

    def __init__(self) -> None:
        self.people: dict[str, str] = {}
        self.credentials: dict[str, IssuedCredentials] = {}

    @cached_property
    def signing_key(self) -> SigningKey:
        """The key that signs tokens of the identity pool, generated when it is first used."""
        return KeyRing(series="identity-pool").id_key

    def identity_of(self, sub: str, pool_id: str) -> str:
        """Return the identity id of a person, which is always the same."""
        region = pool_id.partition(":")[0]
        identity_id = f"{region}:{uuid.uuid5(uuid.NAMESPACE_URL, f'{pool_id}/{sub}')}"
        self.people[identity_id] = sub
        return identity_id

    def issue(self, identity_id: str, *, now: float) -> IssuedCredentials:
        """Issue credentials. `credentials` has them by access key id."""
        given = IssuedCredentials(
            identity_id=identity_id,
            access_key_id="ASIA" + _drawn(_BASE32, 16),
            secret_key=_drawn(_SYMBOLS, 40),
            session_token=_drawn(_SYMBOLS, 400),
            expires_at=now + CREDENTIAL_SECONDS,
        )
        self.credentials[given.access_key_id] = given
        return given


def _drawn(characters: str, count: int) -> str:
    return "".join(secrets.choice(characters) for _ in range(count))
