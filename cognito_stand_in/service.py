"""What the endpoints of one stand-in share: the pool, its memory, clock and misbehaviour."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from .directory import Directory
from .faults import Faults
from .grants import Codes, TokenFamilies
from .identities import Identities
from .interactions import Interactions
from .issuers import Issuers
from .sessions import Sessions
from .switches import Switches

if TYPE_CHECKING:
    from collections.abc import Callable

    from .pool import Pool
    from .signing import KeyRing


class Service:
    """One user pool at work. `now` gives epoch seconds."""

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
        self.directory = Directory(pool)
        # Who was there at the start: that one of them is missing later must be remembered.
        self.initial_usernames = frozenset(pool.users)
        self.form_key = secrets.token_bytes(32)
        # Usernames that 'already-found-an-entry' has struck once.
        self.linked: set[str] = set()
        self._now = now

    def now(self) -> float:
        """Read the clock, which a fault may have set wrong."""
        skew = self.faults.skew_seconds
        return self._now() + skew * (
            self.faults.is_on("clock-ahead") - self.faults.is_on("clock-behind")
        )

    @property
    def is_secure(self) -> bool:
        """Tell whether the domain is served over TLS, so that cookies may be Secure."""
        return self.pool.domain.startswith("https://")

    def save_state(self) -> None:
        """Be told that something may have changed; a stand-in with a state file writes it."""
