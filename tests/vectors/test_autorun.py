"""A coroutine of `autorun` is completed on the browser's interpreters too, awaited or not."""

import pytest

from tests.vectors.interpreters import IN_NODE, run

PROGRAM = """
import asyncio
from auth.flows.autorun import autorun

said = []

async def rest(name):
    await asyncio.sleep(0.01)
    said.append(name)
    return name

async def main():
    autorun(rest("forgotten"))
    said.append("awaited: " + await autorun(rest("first")))
    late = autorun(rest("second"))
    await asyncio.sleep(0.05)
    said.append("late: " + await late)
    said.append("task: " + await asyncio.create_task(autorun(rest("third"))))
    print(" ".join(said))

asyncio.create_task(main())
"""


@pytest.mark.parametrize("interpreter", IN_NODE)
def test_work_is_finished_everywhere(interpreter: str) -> None:
    """Without an `await`, with one, with a late one, and as a task."""
    said = run(interpreter, PROGRAM)
    assert said.count("forgotten") == 1
    for name in ("awaited: first", "late: second", "task: third"):
        assert name in said
