"""Interactions: a sign-up, reset or sign-in over several pages (Cognito: managed login)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal

from .hashed_store import HashedStore

Purpose = Literal[
    "confirm",
    "reset",
    "mfa",
    "mfa-setup",
    "new-password",
    "one-time-code",
    "passkey",
    "provider",
    "provider-code",
]

INTERACTION_COOKIE = "csrf-state"
INTERACTION_SECONDS = 300


@dataclass(slots=True, kw_only=True)
class Interaction:
    """The state between two pages; `query` is the query of the authorization request.

    `amr` has the methods that the person has signed in with so far, and `choices` the second
    factors that the person may choose from.
    """

    purpose: Purpose
    query: str = field(repr=False)
    expires_at: float
    username: str = ""
    provider: str = ""
    person: str = ""
    factor: str = ""
    choices: list[str] = field(default_factory=list)
    amr: list[str] = field(default_factory=list)
    totp_secret: str = field(default="", repr=False)


class Interactions:
    """The interactions that are in progress, by a secret that only the browser has."""

    def __init__(self) -> None:
        self.store: HashedStore[Interaction] = HashedStore()

    def start(self, interaction: Interaction, now: float) -> str:
        """Store an interaction, and return its secret."""
        self.store.sweep(now, lambda old: old.expires_at <= now)
        secret = secrets.token_urlsafe(32)
        self.store.put(secret, interaction)
        return secret

    def find(self, secret: str | None, purpose: Purpose, now: float) -> Interaction | None:
        """Return the interaction of a secret, or None if it has expired or has another purpose."""
        interaction = self.store.get(secret)
        if interaction is None or interaction.purpose != purpose or now >= interaction.expires_at:
            return None
        return interaction

    def end(self, secret: str | None) -> None:
        """Delete an interaction."""
        self.store.remove(secret)
