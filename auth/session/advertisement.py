"""The shared lock whose name tells other tabs which session this tab has (W3C Web Locks).

The browser shows the names of held locks to all tabs at once, while a message may still be on its
way. The name contains the session's family and sequence, and nothing secret.
"""

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..ports import Locks
    from .record import SessionRecord


class Advertisement:
    """Holds one lock for the session that is shown, and none if there is none."""

    def __init__(self, locks: "Locks", client_id: str) -> None:
        self.prefix = "cognito.session." + client_id + "."
        self._locks = locks
        self._name = self._held = ""
        self._release: Callable[[], None] | None = None
        self._task: Any = None
        self._is_closed = False

    def show(self, record: "SessionRecord | None") -> None:
        """Show `record` from now on; the browser takes some milliseconds to grant the lock."""
        name = "" if record is None else f"{self.prefix}{record.family}.{record.sequence}"
        if name == self._name or self._is_closed:
            return
        self._name = name
        if name:
            self._task = asyncio.create_task(self.shown())
        else:
            self._swap("", None)

    async def shown(self) -> None:
        """Wait until the lock of the session that is shown has been granted."""
        name = self._name
        if name == self._held:
            return
        try:
            release = await self._locks.claim(name)
        except Exception:  # noqa: BLE001 - a session that is not shown is a session all the same
            return
        if name == self._name != self._held:
            self._swap(name, release)
        else:
            release()

    def close(self) -> None:
        """Withdraw, and show nothing any more."""
        self.show(None)
        self._is_closed = True

    async def any_tab_has_one(self) -> bool:
        """Return whether any tab had a session when the page began; True if that is unknown."""
        names = await self._locks.claimed_at_start()
        return names is None or any([name.startswith(self.prefix) for name in names])

    async def is_outdated(self, record: "SessionRecord") -> bool:
        """Return whether another tab has a later state of the same session."""
        prefix = f"{self.prefix}{record.family}."
        names = await self._locks.claimed() or []
        sequences = [name[len(prefix) :] for name in names if name.startswith(prefix)]
        return any([text.isdigit() and int(text) > record.sequence for text in sequences])

    def _swap(self, name: str, release: "Callable[[], None] | None") -> None:
        """Hold the new lock before the old one is released, so that there is always one."""
        self._held = name
        self._release, release = release, self._release
        if release is not None:
            release()
