"""Mutual exclusion across tabs (W3C Web Locks), or in this one alone where there are none."""

import js
from pyscript.ffi import create_proxy, is_none

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, TypeVar

    Result = TypeVar("Result")


class WebLocks:
    """The Locks port."""

    def __init__(self) -> None:
        self._tails: dict[str, Any] = {}

    async def hold(self, name: str, work: "Callable[[], Awaitable[Result]]") -> "Result":
        """Run `work` while nobody else holds `name`.

        The browser hands the lock to a promise; this one is settled when the work is done, so no
        Python runs inside the browser's callback.
        """
        release = js.Promise.withResolvers()
        proxy = await self._acquire(name, release.promise)
        try:
            return await work()
        finally:
            release.resolve(None)
            destroy(proxy)

    async def _acquire(self, name: str, released: "Any") -> "Any":
        """Wait for the turn; give the proxy that must outlive the holding."""
        locks = js.navigator.locks
        if is_none(locks):
            previous = self._tails.get(name)
            self._tails[name] = released
            await (previous or js.Promise.resolve(None))
            return None
        acquired = js.Promise.withResolvers()

        def granted(_lock: "Any") -> "Any":
            acquired.resolve(None)
            return released

        proxy = create_proxy(granted)
        # A document that may not lock gets a rejection: work unlocked rather than wait for ever.
        locks.request(name, proxy).then(acquired.resolve, acquired.resolve)
        await acquired.promise
        return proxy


def destroy(proxy: "Any") -> None:
    """Free a proxy where that is not the garbage collector's business (Pyodide)."""
    if hasattr(proxy, "destroy"):
        proxy.destroy()
