"""A person's unfinished way through the pages (Cognito: managed login endpoints)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from .hashed_store import HashedStore

INTERACTION_COOKIE = "csrf-state"
INTERACTION_SECONDS = 300


@dataclass(slots=True, kw_only=True)
class Interaction:
    """What must be remembered between two pages; `query` is the authorization request."""

    purpose: str
    query: str = field(repr=False)
    expires_at: float
    username: str = ""
    provider: str = ""
    person: str = ""
    factor: str = ""


class Interactions:
    """Unfinished interactions, each under a secret that only the browser knows."""

    def __init__(self) -> None:
        self.store: HashedStore[Interaction] = HashedStore()

    def start(self, interaction: Interaction, now: float) -> str:
        """Remember an interaction and give its secret."""
        self.store.sweep(now, lambda old: old.expires_at <= now)
        secret = secrets.token_urlsafe(32)
        self.store.put(secret, interaction)
        return secret

    def find(self, secret: str | None, purpose: str, now: float) -> Interaction | None:
        """Give a live interaction with this purpose."""
        interaction = self.store.get(secret)
        if interaction is None or interaction.purpose != purpose or now >= interaction.expires_at:
            return None
        return interaction

    def end(self, secret: str | None) -> None:
        """Forget an interaction."""
        self.store.remove(secret)
