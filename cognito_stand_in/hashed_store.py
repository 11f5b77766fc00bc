"""Store values under secrets (codes, tokens, cookies), of which only hashes are kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


# A sweep visits every entry, which would slow down every sign-in.
SECONDS_BETWEEN_SWEEPS = 60


class HashedStore(Generic[T]):
    """A dictionary that stores only hashes of its keys."""

    def __init__(self) -> None:
        self.entries: dict[str, T] = {}
        self.sweeping = Sweeping()

    def put(self, secret: str, value: T) -> None:
        """Store a value under a secret."""
        self.entries[_hashed(secret)] = value

    def get(self, secret: str | None) -> T | None:
        """Return the value under a secret, or None."""
        return None if secret is None else self.entries.get(_hashed(secret))

    def remove(self, secret: str | None) -> None:
        """Delete the value under a secret, if there is one."""
        if secret is not None:
            self.entries.pop(_hashed(secret), None)

    def sweep(self, now: float, is_over: Callable[[T], bool]) -> None:
        """Delete the values that have expired, at most once a minute; `now` is in epoch seconds."""
        if self.sweeping.is_due(now):
            self.remove_where(is_over)

    def remove_where(self, matches: Callable[[T], bool]) -> int:
        """Delete every value that matches, and return their number."""
        expired = [key for key, value in self.entries.items() if matches(value)]
        for key in expired:
            del self.entries[key]
        return len(expired)


class Sweeping:
    """Decides when the next sweep is due."""

    def __init__(self) -> None:
        self._swept_at = float("-inf")

    def is_due(self, now: float) -> bool:
        """Return whether a minute has passed since the last time that this returned True."""
        # `abs`, because a fault may set the clock back.
        if abs(now - self._swept_at) < SECONDS_BETWEEN_SWEEPS:
            return False
        self._swept_at = now
        return True


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
