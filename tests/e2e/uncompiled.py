"""Prepares the page as on a machine without build tools and page libraries."""

import shutil
import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

from server.building import prepare as module
from server.building import tools
from server.errors import CannotStart
from server.runtimes import ROOT

MISSING = "uv, which fetches them, is not installed: `pip install uv`."
FETCHED = ("pyscript", "pyodide", "micropython")
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []  # until Python ends


@cache
def uncompiled_root() -> Path:
    """Return the root folder of a copy of the page that was prepared that way."""
    _FOLDERS.append(tempfile.TemporaryDirectory())
    root = Path(_FOLDERS[-1].name)
    for name in ("index.html", "main.py", "pyscript.toml"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "auth", root / "auth")
    shutil.copytree(ROOT / "static", root / "static", ignore=lambda *_: {"runtime"})
    for name in FETCHED:
        place = Path("static", "runtime", name)
        shutil.copytree(ROOT / place, root / place)
    with (
        patch.object(tools, "are_installed", lambda: False),
        patch.object(module, "can_compress", lambda: False),
        patch.object(module, "ensure_libraries", _fail),
    ):
        module.prepare(root)
    return root


def _fail(_root: Path) -> dict[str, bytes]:
    raise CannotStart(MISSING)
