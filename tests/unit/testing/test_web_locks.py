"""`auth.browser.locks` without a browser: the queue of the tasks of one tab."""

import asyncio
import importlib
from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

from docs.page_modules import in_place


class Promise:
    """A promise as Pyodide awaits it: each task that waits has a future of its own."""

    def __init__(self) -> None:
        self._settled = False
        self._then: list[Callable[[], None]] = []

    def resolve(self, value: object) -> None:
        """Settle it, or follow another promise."""
        if isinstance(value, Promise):
            value.then(self._settle)
        else:
            self._settle()

    def then(self, callback: Callable[[], None]) -> None:
        """Call `callback` when it is settled."""
        if self._settled:
            callback()
        else:
            self._then.append(callback)

    def _settle(self) -> None:
        self._settled = True
        for callback in self._then:
            callback()

    def __await__(self) -> Generator[Any, None, None]:
        future = asyncio.get_running_loop().create_future()

        def wake() -> None:
            if not future.done():
                future.set_result(None)

        self.then(wake)
        return future.__await__()


def with_resolvers() -> SimpleNamespace:
    """Return a promise and what resolves it."""
    promise = Promise()
    return SimpleNamespace(promise=promise, resolve=promise.resolve)


def test_who_is_cancelled_while_waiting_blocks_nobody_and_lets_nobody_overtake() -> None:
    """As by `asyncio.timeout` around a call: the next task's turn is after the holder's."""
    js = MagicMock()
    js.Promise.withResolvers = with_resolvers
    js.navigator.locks = None
    ffi = MagicMock(jsnull=None)

    async def story() -> list[str]:
        locks = importlib.import_module("auth.browser.locks").WebLocks()
        log: list[str] = []
        may_end = asyncio.Event()

        async def work(name: str) -> None:
            log.append(f"{name} begins")
            if name == "first":
                await may_end.wait()
            log.append(f"{name} ends")

        def start(name: str) -> asyncio.Task[None]:
            return asyncio.create_task(locks.hold("key", lambda: work(name), wait_seconds=0))

        first, second, third = start("first"), start("second"), start("third")
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        may_end.set()
        await asyncio.wait_for(asyncio.gather(first, third), 5)
        return log

    with in_place({"js": js, "pyodide": MagicMock(), "pyodide.ffi": ffi}):
        log = asyncio.run(story())
    assert log == ["first begins", "first ends", "third begins", "third ends"]
