"""The options of a site under test: entry, program and settings."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.page import Entry
from server.public_files import TYPES
from server.runtimes import ROOT
from tests.documents.blocks import blocks_of, table_column
from tests.documents.contexts import ROWS

PROGRAMS = Path(__file__).with_name("programs")
FRAMES = Path(__file__).with_name("frames")
REMOTE = PROGRAMS / "remote.py"
LIBRARIES = PROGRAMS / "libraries.py"
PYTHON = PROGRAMS / "python.py"
WORKER = PROGRAMS / "worker.py"
LOCKED = Path(__file__).with_name("packages") / "pyscript.toml"
"""A configuration with packages of the index, which `-m tests` prepares."""
PROGRAMS_OF_PAGES = ("page", "aws", "pyodide", ROWS)
"""The words of blocks that are whole programs of a page."""

LEAVES_THE_PAGE = re.compile(r"\.(sign_in|sign_up|sign_out|reset_password|revoke)\(")
API_OF_GUIDES = "https://abc123.execute-api.eu-west-1.amazonaws.com"


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """What a site under test consists of.

    Attributes:
        entry: The launcher, or the app alone on Pyodide or MicroPython.
        program: What replaces `main.py`.
        guide: The name of a document in `docs/` whose first program replaces `main.py`.
        settings: Pairs that are added to `[auth]`.
        calls_another_origin: Whether `api_origins` contains the API on another origin.
        calls_aws: Whether `aws_origins` contains it.
        is_own_page: Whether the page is that of docs/your-own-page.md.
        example: The name of a folder in `examples/` whose files replace the page's.
        host: The name of a folder in `frames/`: a page with another program in a frame.
        is_inspected: Whether the inspector is served and its recorder is on.
        is_uncompiled: Whether the page was prepared without build tools.
        has_packages: Whether the page has the packages of `made_packages.py`, and their app.
        has_locked_packages: Whether the page has the packages in `packages/packages.lock.json`.
        has_vault: Whether a worker has the tokens. There is no account page then.
    """

    entry: Entry
    program: Path | None = None
    guide: str = ""
    settings: tuple[tuple[str, object], ...] = ()
    calls_another_origin: bool = False
    calls_aws: bool = False
    is_own_page: bool = False
    example: str = ""
    host: str = ""
    is_inspected: bool = False
    is_uncompiled: bool = False
    has_packages: bool = False
    has_locked_packages: bool = False
    has_vault: bool = False

    def program_for(self, api: str) -> bytes | None:
        """Return the app that runs instead of the page's own, if there is one.

        Args:
            api: The origin of the API that guides call.
        """
        if self.guide:
            text = _program_of(ROOT / "docs" / f"{self.guide}.md")
            return text.replace(API_OF_GUIDES, api).encode()
        return None if self.program is None else self.program.read_bytes()

    def __str__(self) -> str:
        return self.example or self.host or self.guide or "-".join([self.entry, *self._names])

    @property
    def _names(self) -> list[str]:
        return [*(name for name, _ in self.settings), *(["vault"] if self.has_vault else [])]

    @property
    def folder(self) -> Path | None:
        """The folder of the example or of the host, if there is one."""
        if self.host:
            return FRAMES / self.host
        return ROOT / "examples" / self.example if self.example else None

    @property
    def configuration(self) -> Path:
        """The file that `/pyscript.toml` is made from."""
        own = (self.folder or ROOT) / "pyscript.toml"
        return own if own.is_file() else ROOT / "pyscript.toml"

    def configured(self, text: str, *more: tuple[str, object]) -> str:
        """Return a `pyscript.toml` with `settings` and `more` added to `[auth]`."""
        pairs = (*self.settings, *more, *((("token_storage", "worker"),) if self.has_vault else ()))
        lines = [f"{name} = {json.dumps(value)}" for name, value in pairs]
        return text.replace("[auth]", "\n".join(["[auth]", *lines]))


def _program_of(document: Path) -> str:
    """Return a guide's first program; if rows of tables belong to it, a click runs them.

    Rows that leave the page are left out.
    """
    program = next(one for one in blocks_of(document) if one.needs in PROGRAMS_OF_PAGES)
    if program.needs != ROWS:
        return program.text
    text = document.read_text("utf-8")
    cells = [*table_column(text, "in Python"), *table_column(text, "in a page")]
    rows = [cell.strip("`") for cell in cells if cell and not LEAVES_THE_PAGE.search(cell)]
    handler = ['@page.on_click("call-api")', "async def rows():", *(f"    {row}" for row in rows)]
    return "\n".join(
        [program.text, *handler, f'    page.write("api-result", "{len(rows)} rows")\n']
    )


class WithProgram:
    """ASGI middleware that serves another program as `main.py`."""

    def __init__(self, page: ASGIApp, program: bytes) -> None:
        self._page = page
        self._program = program

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if not scope["path"].endswith("/main.py"):  # whatever release it is of
            await self._page(scope, receive, send)
            return
        headers = {"content-type": TYPES[".py"], "cache-control": "no-cache"}
        await Response(self._program, headers=headers)(scope, receive, send)
