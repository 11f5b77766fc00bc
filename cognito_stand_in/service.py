"""The state that all endpoints of a stand-in share: pool, sessions, tokens, keys and clock."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .directory import Directory
from .factors.ceremonies import Ceremonies
from .faults import Faults
from .grants import Codes, TokenFamilies
from .hashed_store import HashedStore
from .identities import Identities
from .interactions import Interactions
from .issuers import Issuers
from .sessions import Sessions
from .switches import Switches

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from .challenge_sessions import ChallengeSession
    from .pool import Pool
    from .signing import KeyRing

__all__ = ["Service"]


class Service:
    """The state of one user pool.

    Args:
        pool: The user pool.
        now: Returns the time in epoch seconds.
        keys: The signing keys of the primary Region; the process's own by default.
    """

    def __init__(
        self, pool: Pool, *, now: Callable[[], float], keys: KeyRing | None = None
    ) -> None:
        self.pool = pool
        self.switches = Switches()
        self.faults = Faults()
        self.issuers = Issuers(self, keys)
        self.keys = self.issuers.primary.keys
        self.codes = Codes()
        self.families = TokenFamilies()
        self.sessions = Sessions()
        self.interactions = Interactions()
        self.identities = Identities()
        self.challenges: HashedStore[ChallengeSession] = HashedStore()
        self.ceremonies = Ceremonies()
        self.directory = Directory(pool, self.now)
        # The state file records which of these have been deleted.
        self.initial_usernames = frozenset(pool.users)
        self.form_key = secrets.token_bytes(32)
        # Users for whom 'already-found-an-entry' has fired once.
        self.linked: set[str] = set()
        self._now = now
        self.clock_offset_seconds = 0.0
        # The date of creation of users and groups that exist from the start.
        self.started_at = now()

    def now(self) -> float:
        """Return the time in epoch seconds: moved by `clock_offset_seconds` and clock faults."""
        skew = self.faults.skew_seconds
        return (
            self._now()
            + self.clock_offset_seconds
            + skew * (self.faults.is_on("clock-ahead") - self.faults.is_on("clock-behind"))
        )

    @property
    def wants_strict_transport(self) -> bool:
        """Whether browsers shall use TLS only for the domain's host (RFC 6797).

        A browser would apply that to every port of this machine, and no app would open by http.
        """
        if not self.is_secure:
            return False
        return not (urlsplit(self.pool.domain).hostname or "").endswith("localhost")

    def cookie_name(self, name: str) -> str:
        """Return the name of a cookie of this pool, with the pool's id and the domain's port.

        Cognito's pools have hosts of their own. Here, cookies of the same name would overwrite
        each other, because browsers do not keep the ports of a host apart (RFC 6265 8.5).
        """
        port = urlsplit(self.pool.domain).port
        return f"{name}-{self.pool.pool_id}" + ("" if port is None else f"-{port}")

    def cookie(self, request: Request, name: str) -> str:
        """Return the value of a cookie of this pool; an empty string if there is none."""
        return request.cookies.get(self.cookie_name(name), "")

    @property
    def is_secure(self) -> bool:
        """Whether the domain is served over TLS."""
        return self.pool.domain.startswith("https://")

    def save_state(self) -> None:
        """Save the state after a change; a stand-in without a state file does nothing."""
