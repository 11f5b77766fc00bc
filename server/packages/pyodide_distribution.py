"""Pyodide's own distribution: packages that the package index has no wheel of for Pyodide.

Their names and hashes are in the `pyodide-lock.json` that comes with Pyodide. Pyodide packs wheels
anew, so none of these hashes is that of the index's file of the same name.
"""

import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from server.errors import CannotStart
from server.manifest import read_manifest
from server.registry import Unreachable, download

VARIABLE = "COGNITO_SIGN_IN_PYODIDE_PACKAGES"
"""The environment variable with another folder or address of the distribution."""

_USUAL = "https://cdn.jsdelivr.net/pyodide/v{}/full/"
# The lowest of all tags that fit: of one version, the index's wheel is preferred.
_TAG = "py30-none-any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A package of the distribution.

    Attributes:
        name: The normalized name.
        version: Its version.
        file: The name of its wheel.
        sha256: The wheel's hash in hexadecimal.
        depends: The normalized names of packages that it needs.
    """

    name: str
    version: str
    file: str
    sha256: str
    depends: tuple[str, ...]

    @property
    def is_compiled(self) -> bool:
        """Whether the wheel has code for Pyodide's ABI."""
        return not self.file.endswith("-none-any.whl")


def read_distribution(pyodide_lock: Path) -> dict[str, Entry]:
    """Return the packages of the distribution that pages can load, by name.

    Left out are separate tests, shared libraries, and what needs one.

    Raises:
        OSError, ValueError, KeyError: The file is missing or malformed.
    """
    record = json.loads(pyodide_lock.read_bytes())["packages"].values()
    entries = {entry.name: entry for entry in map(_entry, record) if _is_for_pages(entry)}
    return {name: entry for name, entry in entries.items() if entries.keys() >= set(entry.depends)}


def _is_for_pages(entry: Entry) -> bool:
    return entry.file.endswith(".whl") and not entry.name.endswith("-tests")


def _entry(record: Mapping[str, object]) -> Entry:
    depends = record["depends"]
    assert isinstance(depends, list)
    return Entry(
        name=canonicalize_name(str(record["name"])),
        version=str(record["version"]),
        file=str(record["file_name"]),
        sha256=str(record["sha256"]),
        depends=tuple(canonicalize_name(one) for one in depends),
    )


def write_stand_ins(entries: Mapping[str, Entry], folder: Path) -> None:
    """Write a wheel with nothing but metadata for each package, for the resolver to choose from.

    Args:
        entries: The packages.
        folder: The folder to write to.
    """
    for entry in entries.values():
        base = f"{entry.name.replace('-', '_')}-{entry.version}"
        needed = [entries[name] for name in entry.depends]
        with zipfile.ZipFile(folder / f"{base}-{_TAG}.whl", "w") as wheel:
            wheel.writestr(f"{base}.dist-info/METADATA", _metadata(entry, needed))
            wheel.writestr(f"{base}.dist-info/WHEEL", f"Wheel-Version: 1.0\nTag: {_TAG}\n")
            wheel.writestr(f"{base}.dist-info/RECORD", "")


def entry_of_stand_in(entries: Mapping[str, Entry], file: str) -> Entry | None:
    """Return the package that a file of `write_stand_ins` is about; None if it is not one."""
    name = canonicalize_name(file.partition("-")[0])
    return entries.get(name) if file.endswith(f"-{_TAG}.whl") else None


def _metadata(entry: Entry, needed: Iterable[Entry]) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {entry.name}", f"Version: {entry.version}"]
    # Compiled code fits the versions that it was built with; the lock has no ranges for the others.
    lines += [
        f"Requires-Dist: {one.name}{'==' if one.is_compiled else '>='}{one.version}"
        for one in needed
    ]
    return "\n".join(lines) + "\n"


def address() -> str:
    """Return the folder or the address that the distribution's files are fetched from."""
    versions = {runtime.name: runtime.version for runtime in read_manifest()}
    return os.environ.get(VARIABLE) or _USUAL.format(versions["pyodide"])


def fetch_from_distribution(file: str) -> bytes:
    """Return a file of the distribution, whose hash is not checked here.

    Args:
        file: Its name.

    Raises:
        CannotStart: It cannot be read or fetched.
    """
    place = address()
    try:
        if "://" in place:
            return download(f"{place.rstrip('/')}/{file}", {"Accept-Encoding": "identity"})
        return (Path(place) / file).read_bytes()
    except (OSError, Unreachable) as failure:
        reason = failure.strerror if isinstance(failure, OSError) else str(failure)
        raise CannotStart(
            f"{file} is part of Pyodide's distribution and cannot be fetched from {place} "
            f"({reason}). Set {VARIABLE} to another address, or to a folder with the file."
        ) from None
