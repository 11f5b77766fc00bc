"""A task of one event loop that callers in any event loop and any thread can wait for."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SharedTask(Generic[T]):
    """Runs a coroutine in the current event loop, for all callers that need its result.

    A caller that is cancelled does not cancel it. If its event loop ends first, callers in other
    loops stop waiting and can start another.

    Args:
        work: The coroutine to run.
        seconds: How long callers wait at most. `work` must end within that time.
        on_end: Called when the task has ended, in whatever way.
    """

    def __init__(
        self,
        work: Coroutine[Any, Any, T],
        *,
        seconds: float,
        on_end: Callable[[], object] = lambda: None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._deadline = time.monotonic() + seconds
        self._on_end = on_end
        self._ended: Future[None] = Future()
        self._task = self._loop.create_task(work)
        self._task.add_done_callback(self._end)

    def _end(self, _: asyncio.Task[T]) -> None:
        self._on_end()
        self._ended.set_result(None)

    @property
    def is_running(self) -> bool:
        """Whether it is worth waiting for: not ended, not overdue, and its event loop runs."""
        is_due = time.monotonic() < self._deadline
        return is_due and not self._ended.done() and self._loop.is_running()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait until the task has ended, and return whether it has a result.

        Args:
            seconds: Stop waiting after that time; None waits until the task is overdue.
        """
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[None] = loop.create_future()

        def wake(_: Future[None]) -> None:
            with suppress(RuntimeError):  # the waiter's own loop may be closed by now
                loop.call_soon_threadsafe(_set, woken)

        self._ended.add_done_callback(wake)
        left = max(0.0, self._deadline - time.monotonic())
        await asyncio.wait([woken], timeout=left if seconds is None else min(seconds, left))
        return self._ended.done() and not self._task.cancelled()

    def result(self) -> T:
        """Return what the coroutine returned, or raise what it raised, once `wait` is true."""
        return self._task.result()


def _set(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)
