"""The inspector's part of the server: its page, its programs, and the module that switches it on.

Nothing here is served unless the site was made with it; see docs/inspector.md.
"""

from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.building.sources import archive_of, read
from server.configuration import Configuration
from server.page import Entry, Page
from server.public_files import TYPES
from server.replies import fresh
from server.vault import require_compatible

ARCHIVE = "/inspector.zip"
PAGE = "/inspector/index.html"
RECORDER = "/inspector/recorder.js"
"""The module that puts the archive into each interpreter, the recorder first."""

FILES = (PAGE, RECORDER, "/inspector/start.js", "/inspector/inspector.css", "/inspector/main.py")
"""Files with an address of their own; all other modules are in the archive."""

ADDRESSES = ("/inspector", "/inspector/")
"""The paths of the page."""

_SWITCH = (
    f'<link rel="preload" href="{ARCHIVE}" as="fetch" crossorigin>\n'
    f'    <script type="module" src="{RECORDER}"></script>'
)
_LINK = '<a href="/inspector/" target="_blank" rel="noopener">Inspect this sign-in</a>'
_HEAD_ENDS, _MAIN_ENDS, _FOOTER_ENDS = "  </head>", "    </main>\n", "    </footer>"


class InspectedPage:
    """The page with the recorder switched on, and the inspector beside it.

    Args:
        root: The folder of the page, with the inspector in it.
        configuration: What is served as `/pyscript.toml`.
        entry: What the page starts with.
        front: A folder whose files replace those of `root`.

    Raises:
        CannotStart: As `Page` does, or a worker has the tokens.
    """

    def __init__(
        self,
        root: Path,
        configuration: Configuration,
        entry: Entry = "launcher",
        front: Path | None = None,
    ) -> None:
        require_compatible(configuration, (), "", is_inspected=True)
        self._root = root
        self._page = Page(root, configuration, entry, front, transform=with_inspector)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request: with a file of the inspector, or as the page does."""
        response = self._respond(Request(scope))
        app = self._page if response is None else self._page.protected(response)
        await app(scope, receive, send)

    def _respond(self, request: Request) -> Response | None:
        asked = request.scope["path"]
        path = PAGE if asked in ADDRESSES else asked
        content = find(self._root, path) if request.method in ("GET", "HEAD") else None
        if content is None:
            return None
        if path == PAGE:
            return self._page.document(content.decode(), request)
        return fresh(content, TYPES[PurePosixPath(path).suffix], request)


def with_inspector(html: str) -> str:
    """Return the app's page with the recorder switched on, and a link to the inspector."""
    html = html.replace(_HEAD_ENDS, f"    {_SWITCH}\n{_HEAD_ENDS}", 1)
    if _FOOTER_ENDS in html:
        return html.replace(_FOOTER_ENDS, f"      <p>{_LINK}</p>\n{_FOOTER_ENDS}", 1)
    footer = f"    <footer>\n      <p>{_LINK}</p>\n{_FOOTER_ENDS}\n"
    return html.replace(_MAIN_ENDS, f"{_MAIN_ENDS}\n{footer}", 1)


def find(root: Path, path: str) -> bytes | None:
    """Return the current content of the inspector's file at `path`; None if there is none."""
    if path == ARCHIVE:
        return archive_of(read(modules(root)))
    return root.joinpath(path[1:]).read_bytes() if path in FILES else None


def modules(root: Path) -> dict[str, Path]:
    """Return the modules in the archive, by their path below `root`."""
    found = {
        file.relative_to(root).as_posix(): file
        for file in sorted((root / "inspector").rglob("*.py"))
    }
    return {name: file for name, file in found.items() if f"/{name}" not in FILES}
