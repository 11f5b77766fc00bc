"""Keeps values under secrets (codes, tokens, cookies) and remembers only the secrets' hashes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


# A sweep looks at every entry: at each sign-in it would make many sign-ins slower and slower.
SECONDS_BETWEEN_SWEEPS = 60


class HashedStore(Generic[T]):
    """A dictionary whose keys cannot be read back."""

    def __init__(self) -> None:
        self.entries: dict[str, T] = {}
        self.sweeping = Sweeping()

    def put(self, secret: str, value: T) -> None:
        """Keep a value under a secret."""
        self.entries[_hashed(secret)] = value

    def get(self, secret: str | None) -> T | None:
        """Give what is kept under a secret, if anything."""
        return None if secret is None else self.entries.get(_hashed(secret))

    def remove(self, secret: str | None) -> None:
        """Forget what is kept under a secret; nothing is fine."""
        if secret is not None:
            self.entries.pop(_hashed(secret), None)

    def sweep(self, now: float, is_over: Callable[[T], bool]) -> None:
        """Forget the values that are over, at most once a minute; `now` is in epoch seconds."""
        if self.sweeping.is_due(now):
            self.remove_where(is_over)

    def remove_where(self, matches: Callable[[T], bool]) -> int:
        """Forget every value that matches and tell how many there were."""
        doomed = [key for key, value in self.entries.items() if matches(value)]
        for key in doomed:
            del self.entries[key]
        return len(doomed)


class Sweeping:
    """Decides when to look for what is over."""

    def __init__(self) -> None:
        self._swept_at = float("-inf")

    def is_due(self, now: float) -> bool:
        """Tell whether a minute has passed, and if so count from now on."""
        # A fault may set the clock back, which must not end the sweeping.
        if abs(now - self._swept_at) < SECONDS_BETWEEN_SWEEPS:
            return False
        self._swept_at = now
        return True


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
