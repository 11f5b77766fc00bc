"""Builds what pages load from the interpreters and from `auth`.

An artifact is made again only if what it depends on has changed; every start checks its files by
hash. Without build tools it consists of sources as they are (`uncompiled.py`).
"""

import hashlib
import json
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from server.building import compiling, tools, uncompiled
from server.building.sources import (
    archive_of,
    browser_half,
    digest_of,
    micropython_sources,
    modules_of,
    read,
)
from server.building.work import reported
from server.manifest import MANIFEST
from server.program import ROOT
from server.store import runtime_folder, write_atomically

RECORD = "built.json"
AUTH_ARCHIVES = {
    "/auth.py.zip": "auth.py",
    "/auth.mpy.bin": "auth.mpy",
    "/launcher.mpy.bin": "auth.mpy",
    "/vault.mpy.bin": "auth.mpy",
}
"""Where a page finds `auth`, and the artifact there: bytecode for Pyodide, and images of memory for
MicroPython, with everything imported, or with what the launcher and a vault need."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """Some files of `static/runtime/built/` that depend on the same things.

    Attributes:
        name: What the record calls it.
        inputs: A digest of everything that it depends on.
        make: Returns the files by name.
    """

    name: str
    inputs: str
    make: Callable[[], dict[str, bytes]]


def ensure_built(root: Path) -> None:
    """Make sure that `static/runtime/built/` has the artifacts of the sources as they are now.

    Args:
        root: The folder of the page.

    Raises:
        CannotStart: A module cannot be compiled.
        OSError: A file cannot be read or written.
    """
    output, compiled = _output(root), tools.are_installed()
    record = _read_record(output)
    built = dict(record)
    wanted = artifacts(root, compiling if compiled else uncompiled)
    stale = [one for one in wanted if not _is_sound(one, record, output, compiled=compiled)]
    if stale:
        names = ", ".join(one.name for one in stale)
        print(f"Building what the page loads ({names}) …", file=sys.stderr, flush=True)
        output.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(max_workers=2) as executor:  # they wait for programs of their own
            made = list(executor.map(_make, stale))
        for artifact, files in zip(stale, made, strict=True):
            _store(output, files)
            built[artifact.name] = _entry(artifact, files, compiled=compiled)
    _store_record(output, {one.name: built[one.name] for one in wanted}, before=record)


def _make(artifact: Artifact) -> dict[str, bytes]:
    with reported(artifact.name):
        return artifact.make()


def artifacts(root: Path, compiler: ModuleType) -> list[Artifact]:
    """Return all artifacts of the page in `root`, as `compiler` makes them."""
    runtimes, sources = runtime_folder(root), read(browser_half(root))
    pyodide, micropython = runtimes / "pyodide", runtimes / "micropython"
    portable = micropython_sources(sources)
    return [
        Artifact(
            "library",
            _inputs(compiling.FOR_LIBRARY, {}),
            partial(compiler.library_for_pyodide, pyodide),
        ),
        Artifact(
            "auth.py",
            _inputs(compiling.FOR_PYODIDE, sources),
            partial(compiler.auth_for_pyodide, pyodide, sources),
        ),
        Artifact(
            "auth.mpy",
            _inputs(compiling.FOR_MICROPYTHON, portable),
            partial(compiler.auth_for_micropython, micropython, portable),
        ),
    ]


def auth_archive(root: Path, path: str) -> bytes:
    """Return what is at one of `AUTH_ARCHIVES`; sources, if a module has changed since the build.

    Both interpreters take an archive of sources too, so that an edit needs a reload and no restart.
    """
    sources = read(browser_half(root))
    is_micropython = AUTH_ARCHIVES[path] == "auth.mpy"
    wanted = micropython_sources(sources) if is_micropython else sources
    programs = compiling.FOR_MICROPYTHON if is_micropython else compiling.FOR_PYODIDE
    entry = _read_record(_output(root)).get(AUTH_ARCHIVES[path], {})
    if entry.get("inputs") == _inputs(programs, wanted):
        return (_output(root) / path.removeprefix("/")).read_bytes()
    return archive_of(modules_of(path.removeprefix("/"), wanted))


def built_files(root: Path) -> list[str]:
    """Return the names of all built files; `ensure_built` has checked that they are intact."""
    return sorted(_files_in(_read_record(_output(root))))


def is_compiled(root: Path) -> bool:
    """Return whether what pages load was made by the build tools."""
    return all(entry["compiled"] for entry in _read_record(_output(root)).values())


def record_of_built(root: Path) -> Path:
    """Return the path of the record."""
    return _output(root) / RECORD


def _output(root: Path) -> Path:
    return runtime_folder(root) / "built"


def _inputs(programs: Iterable[Path], files: Mapping[str, bytes]) -> str:
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = json.dumps(pins["dependency-groups"]["build"]).encode()
    own = {one.name: one.read_bytes() for one in (*programs, MANIFEST)}
    return digest_of({**own, "build": build, **files})


def _is_sound(artifact: Artifact, record: dict[str, Any], output: Path, *, compiled: bool) -> bool:
    entry = record.get(artifact.name)
    if entry is None or entry["inputs"] != artifact.inputs or (compiled and not entry["compiled"]):
        return False
    try:
        return all(_hash((output / name).read_bytes()) == of for name, of in entry["files"].items())
    except OSError:
        return False


def _entry(artifact: Artifact, files: Mapping[str, bytes], *, compiled: bool) -> dict[str, Any]:
    hashes = {name: _hash(content) for name, content in files.items()}
    return {"inputs": artifact.inputs, "compiled": compiled, "files": hashes}


def _read_record(output: Path) -> dict[str, Any]:
    try:
        record = json.loads((output / RECORD).read_bytes())
        return {name: dict(entry) for name, entry in record["artifacts"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _store_record(output: Path, record: Mapping[str, Any], *, before: Mapping[str, Any]) -> None:
    """Write the record, and remove the files that were built `before` and are no longer."""
    content = (json.dumps({"artifacts": record}, indent=2) + "\n").encode()
    _store(output, {RECORD: content})
    for name in _files_in(before) - _files_in(record):
        (output / name).unlink(missing_ok=True)


def _files_in(record: Mapping[str, Any]) -> set[str]:
    return {name for entry in record.values() for name in entry["files"]}


def _store(output: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        place = output / name
        if not place.exists() or place.read_bytes() != content:
            write_atomically(place, content)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
