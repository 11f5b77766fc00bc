"""The inspector's part of what is served: its page, its programs, and the link that switches it on.

Nothing here is served unless the page was made with it; see docs/inspector.md.
"""

from pathlib import Path

from server.building.sources import archive_of, read

ARCHIVE = "/inspector.zip"
PAGE = "/inspector/index.html"
ADDRESSES = frozenset({"/inspector", "/inspector/"})
"""Where people find the page."""

FILES = frozenset({PAGE, "/inspector/main.py", "/inspector/inspector.css"})
"""What of it is a file of its own; all other modules are in the archive."""

# Its presence has static/interpreters.js put the archive into each interpreter, recorder first.
_SWITCH = f'<link rel="preload" href="{ARCHIVE}" as="fetch" crossorigin>'
_LINK = """\
    <p class="to-inspector">
      <a href="/inspector/" target="_blank" rel="noopener">Inspect this sign-in</a>
    </p>"""
_HEAD_ENDS, _MAIN_ENDS = "  </head>", "    </main>\n"


def announced(html: str) -> str:
    """Give the app's page with the recorder switched on, and a link to the inspector."""
    html = html.replace(_HEAD_ENDS, f"    {_SWITCH}\n{_HEAD_ENDS}", 1)
    return html.replace(_MAIN_ENDS, f"{_MAIN_ENDS}\n{_LINK}\n", 1)


def modules(root: Path) -> dict[str, Path]:
    """Give the modules of the inspector, by their path below `root`."""
    found = {
        file.relative_to(root).as_posix(): file
        for file in sorted((root / "inspector").rglob("*.py"))
    }
    return {name: file for name, file in found.items() if f"/{name}" not in FILES}


def archive(root: Path) -> bytes:
    """Give the archive that interpreters import the inspector from, as source."""
    return archive_of(read(modules(root)))
