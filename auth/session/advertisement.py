"""The shared lock whose name shows other tabs which session this tab has (W3C Web Locks)."""

import asyncio

from ..encoding.characters import parse_digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..ports import Locks
    from .record import SessionRecord

_LONGEST_SEQUENCE = 12
"""Digits of a sequence that are read; a session is not renewed a trillion times."""


class Advertisement:
    """One lock for the session that this tab has, and none while it has none.

    The browser shows the names of held locks to all tabs at once, while a message may still be on
    its way. The name contains the session's family and sequence, and nothing secret.
    """

    def __init__(self, locks: "Locks", app: str) -> None:
        """Advertise nothing yet.

        Args:
            locks: The browser's locks.
            app: The `namespace` of the app.
        """
        self.prefix = f"cognito.session.{app} "
        self._locks = locks
        self._name = self._held = ""
        self._release: Callable[[], None] | None = None
        self._task: Any = None
        self._is_closed = False

    def advertise(self, record: "SessionRecord") -> None:
        """Show `record` from now on; the browser takes some milliseconds to grant the lock."""
        name = f"{self.prefix}{record.family}.{record.sequence}"
        if name != self._name and not self._is_closed:
            self._name = name
            self._task = asyncio.create_task(self.granted())

    def reclaim(self) -> None:
        """Claim the lock anew with the next `advertise`: WebKit's bfcache releases locks."""
        self._name = self._held = ""

    def withdraw(self) -> None:
        """Show nothing from now on."""
        self._name = ""
        self._swap("", None)

    async def granted(self) -> None:
        """Wait until the browser has granted the lock of the session that is advertised."""
        name = self._name
        if name == self._held:
            return
        try:
            release = await self._locks.claim(name)
        except Exception:  # noqa: BLE001 - a session without a lock is a session all the same
            return
        if name == self._name != self._held:
            self._swap(name, release)
        else:
            release()

    def close(self) -> None:
        """Withdraw, and advertise nothing any more."""
        self.withdraw()
        self._is_closed = True

    async def any_tab_has_one(self) -> bool:
        """Return whether any tab had a session when the page began; True if that is unknown."""
        names = await self._locks.claimed_at_start()
        return names is None or any([name.startswith(self.prefix) for name in names])

    async def is_held(self, record: "SessionRecord") -> bool:
        """Return whether any tab has a state of the session that `record` belongs to."""
        return bool(await self._sequences(record))

    async def is_outdated(self, record: "SessionRecord") -> bool:
        """Return whether any tab has a later state of the session than `record`."""
        found = await self._sequences(record)
        # Any page of the origin may hold a lock of any name.
        read = [parse_digits(text, at_most=_LONGEST_SEQUENCE) for text in found]
        return any([sequence is not None and sequence > record.sequence for sequence in read])

    async def _sequences(self, record: "SessionRecord") -> "list[str]":
        prefix = f"{self.prefix}{record.family}."
        names = await self._locks.claimed() or []
        return [name[len(prefix) :] for name in names if name.startswith(prefix)]

    def _swap(self, name: str, release: "Callable[[], None] | None") -> None:
        """Hold the new lock before the old one is released, so that there is always one."""
        self._held = name
        self._release, release = release, self._release
        if release is not None:
            release()
