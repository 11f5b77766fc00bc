"""Coroutines of `autorun` are completed with and without `await`."""

import asyncio

import pytest

from auth.flows.autorun import AutorunCoroutine, autorun


class Work:
    """Work in two halves."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    async def rest(self) -> str:
        """Run both halves."""
        self.steps.append("began")
        await asyncio.sleep(0)
        self.steps.append("ended")
        return "result"


async def turns(count: int = 5) -> None:
    """Run the event loop for `count` turns."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_it_is_done_without_an_await() -> None:
    """The event loop runs it, once."""
    work = Work()
    autorun(work.rest())  # type: ignore[unused-coroutine]
    assert work.steps == []
    await turns()
    assert work.steps == ["began", "ended"]


async def test_an_await_does_it_at_once() -> None:
    """It runs in the task that awaits it, and not in the event loop."""
    work = Work()
    coroutine = AutorunCoroutine(work.rest())
    assert await coroutine == "result"
    await turns()
    assert work.steps == ["began", "ended"]
    assert await coroutine._task is None


@pytest.mark.parametrize("count", [1, 5])
async def test_a_late_await_gets_the_result(count: int) -> None:
    """The event loop may still run it or have finished it."""
    work = Work()
    coroutine = autorun(work.rest())
    await turns(count)
    assert await coroutine == "result"
    assert work.steps == ["began", "ended"]


async def test_a_task_can_be_made_of_it() -> None:
    """As `asyncio.create_task(client.sign_out())` does, and `gather`."""
    work = Work()
    assert await asyncio.create_task(autorun(work.rest())) == "result"
    assert list(await asyncio.gather(autorun(Work().rest()))) == ["result"]
    assert work.steps == ["began", "ended"]


async def test_a_task_of_it_can_be_cancelled() -> None:
    """The rest does not run then."""
    work = Work()
    task = asyncio.create_task(autorun(work.rest()))
    await turns(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await turns()
    assert work.steps == ["began"]


async def test_micropython_iterates_it() -> None:
    """Its `await` takes what `iter` returns, which can be sent to."""
    work = Work()
    coroutine = AutorunCoroutine(work.rest()).__iter__()
    coroutine.send(None)
    assert work.steps == ["began"]
    with pytest.raises(StopIteration):
        coroutine.send(None)


async def test_it_can_be_closed() -> None:
    """A closed coroutine does not run."""
    work = Work()
    autorun(work.rest()).close()
    await turns()
    assert work.steps == []
