"""An app that imports packages at once, and runs programs of a test afterwards."""

import asyncio

import js
import shapes  # type: ignore[import-not-found] # made for the test
from own import NAME  # type: ignore[import-not-found] # a file of [files]

from auth.browser.ffi import create_proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import idle  # type: ignore[import-not-found] # noqa: F401

tasks: "list[Any]" = []


def run(program: str) -> str:
    """Run a program while JavaScript waits for it, and return its variable `found`."""
    scope: dict[str, object] = {}
    exec(program, scope)  # noqa: S102 - this is its purpose
    return str(scope["found"])


def begin(program: str, resolve: "Any") -> None:
    """Run a program in a task, in which Python can wait for JavaScript if the engine can."""

    async def task() -> None:
        try:
            resolve(run(program))
        except Exception as error:  # else the test would wait for ever
            resolve(repr(error))
            raise

    tasks.append(asyncio.create_task(task()))


def import_late() -> None:
    """Import a package in a function that nobody calls."""
    import late  # type: ignore[import-not-found] # noqa: F401, PLC0415


js.run, js.begin = create_proxy(run), create_proxy(begin)
js.document.getElementById("alert").textContent = f"{shapes.area()} {NAME}"
js.document.documentElement.dataset.session = "signed_out"
