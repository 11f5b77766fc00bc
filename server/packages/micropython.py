"""Tells pages on MicroPython that packages are for Pyodide."""

import re
import sys
from pathlib import Path

from server.configuration import Configuration

_TAG = re.compile(r"""<script\b[^>]*\btype\s*=\s*["']?mpy\b|<mpy-script\b""", re.IGNORECASE)


def warn_about_micropython(configuration: Configuration, page: Path, entry: str = "") -> None:
    """Print a warning if a page with packages runs a program on MicroPython.

    Args:
        configuration: The page's configuration.
        page: The page's `index.html`.
        entry: What the page starts with; "mpy" for the app on MicroPython.
    """
    if configuration.packages and (entry == "mpy" or _runs_micropython(page)):
        print(
            f"Warning: the packages in {configuration.name} are for Pyodide, and programs on "
            'MicroPython (type="mpy") cannot import them. Run them with type="py".',
            file=sys.stderr,
        )


def _runs_micropython(page: Path) -> bool:
    try:
        return _TAG.search(page.read_text(encoding="utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False
