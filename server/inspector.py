"""The inspector's part of what is served: its page, its programs, and the link that switches it on.

Nothing here is served unless the page was made with it; see docs/inspector.md.
"""

from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import Response

from server.building.sources import archive_of, read
from server.page import Page
from server.public_files import TYPES
from server.replies import fresh

ARCHIVE = "/inspector.zip"
PAGE = "/inspector/index.html"
FILES = (PAGE, "/inspector/inspector.css", "/inspector/main.py")
"""What is served by itself; all other modules are in the archive."""

ADDRESSES = ("/inspector", "/inspector/")
"""Where people find the page."""

# Its presence has static/interpreters.js put the archive into each interpreter, recorder first.
_SWITCH = f'<link rel="preload" href="{ARCHIVE}" as="fetch" crossorigin>'
_LINK = '<a href="/inspector/" target="_blank" rel="noopener">Inspect this sign-in</a>'
_HEAD_ENDS, _MAIN_ENDS, _FOOTER_ENDS = "  </head>", "    </main>\n", "    </footer>"


class InspectedPage(Page):
    """The page's files with the inspector's among them; each sign-in is recorded."""

    def _respond(self, request: Request) -> Response:
        asked = request.scope["path"]
        path = PAGE if asked in ADDRESSES else asked
        content = find(self._root, path) if request.method in ("GET", "HEAD") else None
        if content is None:
            return super()._respond(request)
        if path == PAGE:
            return self._document(content.decode(), request)
        kind = TYPES[PurePosixPath(path).suffix]
        return fresh(content, kind, request, self._compressed)

    def _with_entry(self, html: str) -> str:
        return announced(super()._with_entry(html))


def announced(html: str) -> str:
    """Give the app's page with the recorder switched on, and a link to the inspector."""
    html = html.replace(_HEAD_ENDS, f"    {_SWITCH}\n{_HEAD_ENDS}", 1)
    if _FOOTER_ENDS in html:
        return html.replace(_FOOTER_ENDS, f"      <p>{_LINK}</p>\n{_FOOTER_ENDS}", 1)
    footer = f"    <footer>\n      <p>{_LINK}</p>\n{_FOOTER_ENDS}\n"
    return html.replace(_MAIN_ENDS, f"{_MAIN_ENDS}\n{footer}", 1)


def find(root: Path, path: str) -> bytes | None:
    """Give what of the inspector is at `path`, as it is now; None if nothing is."""
    if path == ARCHIVE:
        return archive_of(read(modules(root)))
    return root.joinpath(path[1:]).read_bytes() if path in FILES else None


def modules(root: Path) -> dict[str, Path]:
    """Give the modules in the archive, by their path below `root`."""
    found = {
        file.relative_to(root).as_posix(): file
        for file in sorted((root / "inspector").rglob("*.py"))
    }
    return {name: file for name, file in found.items() if f"/{name}" not in FILES}
