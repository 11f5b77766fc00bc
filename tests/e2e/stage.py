"""What is served to a test: how the page starts, which program it runs, and how it is set up."""

import json
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.page import Entry
from server.public_files import TYPES

REMOTE = Path(__file__).with_name("programs") / "remote.py"


@dataclass(frozen=True, slots=True)
class Stage:
    """The page, started by `entry`.

    A `remote` page runs an app whose client answers to the test. `settings` are pairs that are
    added to `[auth]`. Of the other origins there are, an API's is on the page's list when the page
    `calls_another_origin`. One that `is_inspected` has the recorder on.
    """

    entry: Entry
    remote: bool = False
    settings: tuple[tuple[str, object], ...] = ()
    calls_another_origin: bool = False
    is_inspected: bool = False

    def __str__(self) -> str:
        return "-".join([self.entry, *(name for name, _ in self.settings)])

    def configured(self, text: str, *more: tuple[str, object]) -> str:
        """Give a `pyscript.toml` with the settings of this stage, and `more`, in `[auth]`."""
        lines = [f"{name} = {json.dumps(value)}" for name, value in (*self.settings, *more)]
        return text.replace("[auth]", "\n".join(["[auth]", *lines]))


class WithProgram:
    """Wraps the page's application and serves another program as its `main.py`."""

    def __init__(self, page: ASGIApp, program: Path) -> None:
        self._page = page
        self._program = program

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not scope["path"].endswith("/main.py"):  # whatever release it is of
            await self._page(scope, receive, send)
            return
        headers = {"content-type": TYPES[".py"], "cache-control": "no-cache"}
        await Response(self._program.read_bytes(), headers=headers)(scope, receive, send)
