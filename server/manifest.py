"""The record of the interpreters' files (`runtimes.json`): package, version, names, hashes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

COMPILE_HINT = b"//# allFunctionsCalledOnLoad\n"
"""Stored before each script: V8 then compiles its functions on another thread while it arrives, and
not one by one on the main thread when they are called ("explicit compile hints")."""

MANIFEST = Path(__file__).with_name("runtimes.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a file must be: its size in bytes and its SHA-256 in hexadecimal."""

    sha256: str
    size: int

    @classmethod
    def of(cls, content: bytes) -> "Fingerprint":
        """Return the fingerprint of `content`."""
        return cls(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """One interpreter, or PyScript itself, as it is stored in `static/runtime/{name}/`.

    Attributes:
        name: The folder's name.
        package: The npm package that it comes from.
        version: That package's version.
        integrity: The hash of the package's archive, as npm writes it (SRI, SHA-512).
        source: The folder inside the package that the files come from.
        files: The page's files by name.
        chunks: Names that stay the same, for files whose own name contains a build hash.
    """

    name: str
    package: str
    version: str
    integrity: str
    source: str
    files: Mapping[str, Fingerprint]
    chunks: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The size of all its files together, in bytes."""
        return sum(fingerprint.size for fingerprint in self.files.values())

    def damaged(self, folder: Path) -> list[str]:
        """Return the names of the files in `folder` that are missing or have changed.

        The compile hint does not count.
        """
        return [name for name, expected in self.files.items() if _found(folder / name) != expected]


def _found(file: Path) -> Fingerprint | None:
    try:
        return Fingerprint.of(file.read_bytes().removeprefix(COMPILE_HINT))
    except OSError:
        return None


def read_manifest(file: Path = MANIFEST) -> list[Runtime]:
    """Read the recorded runtimes.

    Raises:
        OSError, ValueError, KeyError, TypeError: The file is missing or malformed, which only a
            broken checkout can cause.
    """
    record = json.loads(file.read_text(encoding="utf-8"))
    return [_read(name, entry) for name, entry in record.items()]


def _read(name: str, entry: dict[str, Any]) -> Runtime:
    files = {file: Fingerprint(**found) for file, found in entry.pop("files").items()}
    return Runtime(name=name, files=files, **entry)


def write_manifest(runtimes: list[Runtime], file: Path = MANIFEST) -> None:
    """Write `runtimes` as the record, in a form in which small changes are easy to review."""
    record = {runtime.name: asdict(runtime) for runtime in runtimes}
    for entry in record.values():
        del entry["name"]
        if not entry["chunks"]:
            del entry["chunks"]
    file.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
