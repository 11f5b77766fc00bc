"""Runs coroutines in the background, as tasks that nobody awaits."""

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

_running: "list[Any]" = []
"""The event loop keeps only weak references to its tasks (asyncio, `create_task`)."""


def spawn(work: "Coroutine[Any, Any, object]") -> None:
    """Run `work` as a task of its own.

    Args:
        work: A coroutine that reports its own failures.
    """
    _running[:] = [task for task in _running if not task.done()]
    _running.append(asyncio.create_task(work))
