"""Browser sessions with the domain, of exactly one hour (Cognito: managed login, cookies)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .hashed_store import HashedStore

if TYPE_CHECKING:
    from collections.abc import Sequence

SESSION_COOKIE = "cognito"
SESSION_SECONDS = 3600


@dataclass(slots=True, kw_only=True)
class BrowserSession:
    """A session of a browser with the domain. Times are in epoch seconds; use never extends it."""

    username: str
    auth_time: float
    expires_at: float
    provider: str = "COGNITO"
    amr: list[str] = field(default_factory=list)


class Sessions:
    """Browser sessions by cookie."""

    def __init__(self) -> None:
        self.store: HashedStore[BrowserSession] = HashedStore()

    def start(
        self, username: str, provider: str, now: float, *, amr: Sequence[str]
    ) -> tuple[str, BrowserSession]:
        """Start a session and return it with the value of its cookie.

        Args:
            username: The person.
            provider: `COGNITO`, or the name of another identity provider.
            now: The time, in epoch seconds.
            amr: The methods that the person signed in with (RFC 8176).
        """
        self.store.sweep(now, lambda old: old.expires_at <= now)
        session = BrowserSession(
            username=username,
            auth_time=now,
            expires_at=now + SESSION_SECONDS,
            provider=provider,
            amr=list(amr),
        )
        cookie = secrets.token_urlsafe(32)
        self.store.put(cookie, session)
        return cookie, session

    def find(self, cookie: str | None, now: float) -> BrowserSession | None:
        """Return the session of a cookie, or None if there is none or it has expired."""
        session = self.store.get(cookie)
        return session if session is not None and now < session.expires_at else None

    def end(self, cookie: str | None) -> None:
        """Delete the session of a cookie, if there is one."""
        self.store.remove(cookie)

    def end_all(self, username: str | None = None) -> int:
        """Delete all sessions, or those of one user, and return their number."""
        return self.store.remove_where(lambda session: username in (None, session.username))
