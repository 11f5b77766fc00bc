"""Registrations of passkeys and sign-ins with them that are in progress, by their challenge."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

from ..hashed_store import HashedStore
from ..signing import base64url

CEREMONY_SECONDS = 300
Kind = Literal["create", "get"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """A registration or a sign-in that has begun; `expires_at` is in epoch seconds."""

    kind: Kind
    username: str
    client_id: str
    expires_at: float


class Ceremonies:
    """The ceremonies in progress, by their challenge. Each challenge works once."""

    def __init__(self) -> None:
        self.store: HashedStore[Ceremony] = HashedStore()

    def start(self, ceremony: Ceremony, now: float) -> str:
        """Store a ceremony, and return its challenge in base64url."""
        self.store.sweep(now, lambda old: old.expires_at <= now)
        challenge = base64url(secrets.token_bytes(32))
        self.store.put(challenge, ceremony)
        return challenge

    def find(self, challenge: str, kind: Kind, now: float) -> Ceremony | None:
        """Return the ceremony of a challenge; None if there is none, or it has expired."""
        ceremony = self.store.get(challenge)
        if ceremony is None or ceremony.kind != kind or now >= ceremony.expires_at:
            return None
        return ceremony

    def end(self, challenge: str) -> None:
        """Delete the ceremony of a challenge."""
        self.store.remove(challenge)
