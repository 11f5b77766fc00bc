"""Tasks that nobody awaits."""

import asyncio
import gc
import weakref

from auth.background import spawn


async def test_a_task_survives_a_garbage_collection() -> None:
    """The event loop alone would not keep a task whose future nothing else refers to."""
    futures: list[weakref.ref[asyncio.Future[None]]] = []
    done: list[str] = []

    async def work() -> None:
        future = asyncio.get_running_loop().create_future()
        futures.append(weakref.ref(future))
        await future
        done.append("done")

    spawn(work())
    await asyncio.sleep(0)
    gc.collect()
    future = futures[0]()
    assert future is not None
    future.set_result(None)
    for _ in range(3):
        await asyncio.sleep(0)
    assert done == ["done"]
