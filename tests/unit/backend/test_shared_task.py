"""A task that callers in several event loops wait for, also if its own loop ends."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from auth.backend.shared_task import SharedTask

LONG = 30.0


@contextmanager
def other_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Run an event loop in another thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(LONG)
        loop.close()


async def start(
    gate: asyncio.Event, seconds: float = LONG, on_end: Callable[[], object] = lambda: None
) -> SharedTask[str]:
    """Start a task that returns "done" when the gate opens."""

    async def work() -> str:
        await gate.wait()
        return "done"

    return SharedTask(work(), seconds=seconds, on_end=on_end)


def test_callers_in_several_loops_get_one_result() -> None:
    """All of them get it, whichever loop runs the task."""
    gate = asyncio.Event()
    with other_loop() as loop, ThreadPoolExecutor(4) as threads:
        task = asyncio.run_coroutine_threadsafe(start(gate), loop).result(LONG)
        waiting = [threads.submit(asyncio.run, task.wait()) for _ in range(4)]
        assert task.is_running
        loop.call_soon_threadsafe(gate.set)
        assert [one.result(LONG) for one in waiting] == [True] * 4
        assert task.result() == "done"
        assert not task.is_running


def test_every_caller_gets_the_exception() -> None:
    """What the coroutine raises comes out of `result`."""

    async def scenario() -> None:
        async def work() -> None:
            raise ValueError

        task = SharedTask(work(), seconds=LONG)
        assert await task.wait()
        with pytest.raises(ValueError):  # noqa: PT011 - it has no message
            task.result()

    asyncio.run(scenario())


def test_callers_in_other_loops_notice_that_the_loop_ended() -> None:
    """A caller in another loop stops waiting at once, and knows that there is no result."""
    ended: list[str] = []

    async def short_life(started: threading.Event) -> None:
        tasks.append(await start(asyncio.Event(), on_end=lambda: ended.append("ended")))
        started.set()
        await asyncio.sleep(0.05)

    tasks: list[SharedTask[str]] = []
    started = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(short_life(started)))
    thread.start()
    assert started.wait(LONG)
    assert asyncio.run(asyncio.wait_for(tasks[0].wait(), LONG)) is False
    thread.join(LONG)
    assert not tasks[0].is_running
    assert ended == ["ended"]


def test_a_loop_that_has_stopped_is_not_waited_for() -> None:
    """A task whose loop does not run will never end, although it was not cancelled."""
    loop = asyncio.new_event_loop()
    task = loop.run_until_complete(start(asyncio.Event()))
    assert not task.is_running
    loop.run_until_complete(asyncio.gather(*_cancelled(loop), return_exceptions=True))
    loop.close()


def _cancelled(loop: asyncio.AbstractEventLoop) -> Iterator[asyncio.Task[object]]:
    for task in asyncio.all_tasks(loop):
        task.cancel()
        yield task


def test_an_overdue_task_is_not_waited_for() -> None:
    """Waiting ends at the task's time limit, also if the caller has none."""

    async def scenario() -> None:
        task = await start(asyncio.Event(), seconds=0.01)
        assert await task.wait() is False
        assert not task.is_running
        assert await asyncio.wait_for(task.wait(), 1) is False

    asyncio.run(scenario())


def test_a_caller_may_wait_for_less() -> None:
    """The caller's limit does not affect the task."""

    async def scenario() -> None:
        gate = asyncio.Event()
        task = await start(gate)
        assert await task.wait(0) is False
        assert task.is_running
        gate.set()
        assert await task.wait() is True
        assert await task.wait(0) is True

    asyncio.run(scenario())


def test_a_caller_whose_loop_has_ended_is_skipped() -> None:
    """The task ends without an error, although a loop that waited for it is closed."""
    gate = asyncio.Event()
    with other_loop() as loop:
        task = asyncio.run_coroutine_threadsafe(start(gate), loop).result(LONG)
        assert asyncio.run(task.wait(0.01)) is False
        loop.call_soon_threadsafe(gate.set)
        assert asyncio.run(task.wait()) is True


def test_a_caller_who_has_given_up_is_not_woken() -> None:
    """A cancelled caller causes no error when the task ends."""

    async def scenario() -> None:
        failures: list[object] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: failures.append(context))
        gate = asyncio.Event()
        task = await start(gate)
        waiting = asyncio.create_task(task.wait())
        await asyncio.sleep(0)
        waiting.cancel()
        assert await task.wait(0) is False
        gate.set()
        assert await task.wait() is True
        await asyncio.sleep(0)
        assert failures == []

    asyncio.run(scenario())
