"""Doubles of Locks and Channel, which the tabs of one browser share."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Result = TypeVar("Result")


class LocalLocks:
    """The Locks port within one event loop; clients of one browser share one."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._claims: list[str] = []
        self.frozen: list[str] = []
        """Names whose holder never releases them: `hold` runs at once without them."""

    async def hold(
        self, name: str, work: Callable[[], Awaitable[Result]], *, wait_seconds: float
    ) -> Result:
        """Run `work` while holding the exclusive lock `name`."""
        del wait_seconds
        if name in self.frozen:
            return await work()
        async with self._locks.setdefault(name, asyncio.Lock()):
            return await work()

    async def claim(self, name: str) -> Callable[[], None]:
        """Hold `name` as a shared lock; return a function that releases it."""
        self._claims.append(name)
        return lambda: self._claims.remove(name)

    async def claimed(self) -> list[str]:
        """Return the names that are held."""
        return list(self._claims)

    async def claimed_at_start(self) -> list[str]:
        """Return the names that are held: nothing has changed since the page began."""
        return await self.claimed()


class LocalChannel:
    """The Channel port.

    Args:
        beside: A channel of the same browser, to be connected to.
        page: The name of the page, which the programs on it share.
    """

    def __init__(self, *, beside: LocalChannel | None = None, page: str = "") -> None:
        self.page = page or str(id(self))
        self._connected: list[LocalChannel] = beside._connected if beside else []  # noqa: SLF001
        self._connected.append(self)
        self._listener: Callable[[str], None] | None = None

    def post(self, message: str) -> None:
        """Send `message` to the other tabs, at once."""
        for channel in list(self._connected):
            if channel is not self and channel._listener is not None:  # noqa: SLF001
                channel._listener(message)  # noqa: SLF001

    def listen(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with each message of another tab."""
        self._listener = listener

    def close(self) -> None:
        """Stop listening, for ever."""
        self._connected.remove(self)
