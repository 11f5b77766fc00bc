"""Prepares the page as on a machine without build tools."""

import shutil
import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

from server.building import prepare as module
from server.building import tools
from server.runtimes import ROOT

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
    ):
        module.prepare(root)
    return root
