"""A person's unfinished way through the pages (Cognito: managed login endpoints)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from .vault import Vault

JOURNEY_COOKIE = "csrf-state"
JOURNEY_SECONDS = 300


@dataclass(slots=True, kw_only=True)
class Journey:
    """What must be remembered between two pages; `query` is the authorization request."""

    purpose: str
    query: str = field(repr=False)
    expires_at: float
    username: str = ""
    provider: str = ""
    person: str = ""


class Journeys:
    """Unfinished journeys, each under a secret that only the browser knows."""

    def __init__(self) -> None:
        self.vault: Vault[Journey] = Vault()

    def start(self, journey: Journey, now: float) -> str:
        """Remember a journey and give its secret."""
        self.vault.sweep(now, lambda old: old.expires_at <= now)
        secret = secrets.token_urlsafe(32)
        self.vault.put(secret, journey)
        return secret

    def find(self, secret: str | None, purpose: str, now: float) -> Journey | None:
        """Give a live journey with this purpose."""
        journey = self.vault.get(secret)
        if journey is None or journey.purpose != purpose or now >= journey.expires_at:
            return None
        return journey

    def end(self, secret: str | None) -> None:
        """Forget a journey."""
        self.vault.remove(secret)
