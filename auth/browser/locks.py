"""Mutual exclusion between tabs (W3C Web Locks), or in this tab only without them."""

import js

from .ffi import create_proxy, is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, Literal, TypeVar

    Result = TypeVar("Result")


class WebLocks:
    """The Locks port: a queue in this tab, and a Web Lock between the tabs.

    Args:
        query: The promise of `navigator.locks.query()`, from before Python started, or None.
    """

    def __init__(self, query: "Any" = None) -> None:
        self._tails: dict[str, Any] = {}
        self._query = query

    async def hold(
        self, name: str, work: "Callable[[], Awaitable[Result]]", *, wait_seconds: float
    ) -> "Result":
        """Run `work` while holding the exclusive lock `name`, and return its result.

        Args:
            name: The lock's name.
            work: What to run.
            wait_seconds: How long to wait for another tab before running anyway; with 0, only the
                tasks of this tab take turns.
        """
        done = js.Promise.withResolvers()
        previous = self._tails.get(name)
        self._tails[name] = done.promise
        try:
            if previous is not None:
                await previous
            release = await self._acquire(name, "exclusive", wait_seconds)
            try:
                return await work()
            finally:
                release()
        finally:
            done.resolve(previous)  # who is cancelled while waiting lets nobody overtake

    async def claim(self, name: str) -> "Callable[[], None]":
        """Hold `name` as a shared lock; return a function that releases it."""
        return await self._acquire(name, "shared", wait_seconds=1)

    async def claimed(self) -> "list[str] | None":
        """Return the names that any tab holds, or None if the browser does not say."""
        return await _names_held(_query())

    async def claimed_at_start(self) -> "list[str] | None":
        """Return the names that any tab held when the page began, or None."""
        return await _names_held(_query() if self._query is None else self._query)

    async def _acquire(
        self, name: str, mode: "Literal['exclusive', 'shared']", wait_seconds: float
    ) -> "Callable[[], None]":
        """Acquire a lock, but do not wait for ever: the tab that holds it may be frozen."""
        locks = _web_locks()
        if locks is None or not wait_seconds:
            return lambda: None
        acquired, released = js.Promise.withResolvers(), js.Promise.withResolvers()

        def granted(_lock: "Any") -> "Any":
            acquired.resolve(None)
            return released.promise

        proxy = create_proxy(granted)
        options = to_js({"mode": mode, "signal": js.AbortSignal.timeout(int(wait_seconds * 1000))})
        # If the lock is refused or takes too long, work without it.
        request = locks.request(name, options, proxy)
        request.then(acquired.resolve, acquired.resolve)
        await acquired.promise

        def release() -> None:
            released.resolve(None)
            destroy(proxy)

        return release


def _query() -> "Any":
    locks = _web_locks()
    return None if locks is None else locks.query()


async def _names_held(query: "Any") -> "list[str] | None":
    if query is None:
        return None
    try:
        held = (await query).held
    except Exception:  # noqa: BLE001 - a browser may refuse to tell
        return None
    return [str(held[at].name) for at in range(held.length)]


def _web_locks() -> "Any":
    """Return the browser's locks, or None in older browsers and on insecure pages."""
    locks = getattr(js.navigator, "locks", None)
    return None if is_none(locks) else locks


def destroy(proxy: "Any") -> None:
    """Free a proxy, which Pyodide does not leave to the garbage collector."""
    if hasattr(proxy, "destroy"):
        proxy.destroy()
