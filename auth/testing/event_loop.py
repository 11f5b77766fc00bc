"""An event loop in a thread of its own, so that tests are plain functions.

It works beside another loop in the test's thread, as Playwright and plugins for `async def` have.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

Result = TypeVar("Result")

SETTLE_SECONDS = 2.0
"""How long a step waits for the tasks that it starts; later steps do not wait for the rest."""


class EventLoop:
    """Runs one coroutine after the other, and keeps their tasks in between."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="page")
        self._runner = asyncio.Runner()
        self._endless: set[asyncio.Task[Any]] = set()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run `work` and the tasks that it starts, and return its result."""
        return self._thread.submit(self._runner.run, self._settled(work)).result()

    def call(self, function: Callable[[], object]) -> None:
        """Call a function in the loop, and run the tasks that it starts."""

        async def work() -> None:
            function()

        self.run(work())

    def close(self) -> None:
        """Cancel every task, and end the thread."""
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    async def _settled(self, work: Coroutine[Any, Any, Result]) -> Result:
        result = await work
        deadline = asyncio.get_running_loop().time() + SETTLE_SECONDS
        while pending := self._pending():
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                self._endless |= pending
                break
            await asyncio.wait(pending, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        return result

    def _pending(self) -> set[asyncio.Task[Any]]:
        return asyncio.all_tasks() - {asyncio.current_task()} - self._endless
