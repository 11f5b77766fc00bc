"""The record of the interpreters' files (`runtimes.json`): package, version, names, hashes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MANIFEST = Path(__file__).with_name("runtimes.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a file must be: its size in bytes and its SHA-256 in hexadecimal."""

    sha256: str
    size: int

    @classmethod
    def of(cls, file: Path) -> "Fingerprint":
        """Read `file` and return its fingerprint.

        Raises:
            OSError: it cannot be read.
        """
        content = file.read_bytes()
        return cls(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """One interpreter, or PyScript itself, as it stands in `static/runtime/{name}/`.

    `package` and `version` are its npm package's, `source` the folder inside that package that the
    files come from, and `files` maps each file's name to what it must be.
    """

    name: str
    package: str
    version: str
    source: str
    files: Mapping[str, Fingerprint]

    @property
    def size(self) -> int:
        """The bytes of all its files together."""
        return sum(fingerprint.size for fingerprint in self.files.values())

    def sources(self, node_modules: Path) -> dict[str, Path]:
        """Where npm puts each of its files."""
        folder = node_modules / self.package / self.source
        return {name: folder / name for name in self.files}

    def damaged(self, folder: Path) -> list[str]:
        """Name the files in `folder` that are missing or not what they must be."""
        return [name for name, expected in self.files.items() if _found(folder / name) != expected]


def _found(file: Path) -> Fingerprint | None:
    try:
        return Fingerprint.of(file)
    except OSError:
        return None


def read_manifest(file: Path = MANIFEST) -> list[Runtime]:
    """Read the recorded runtimes.

    Raises:
        OSError, ValueError, KeyError: the file is not there or not a manifest, which is a broken
            checkout and nothing that a user can cause.
    """
    record = json.loads(file.read_text(encoding="utf-8"))
    return [
        Runtime(
            name=name,
            package=entry["package"],
            version=entry["version"],
            source=entry["source"],
            files={name: Fingerprint(**found) for name, found in entry["files"].items()},
        )
        for name, entry in record.items()
    ]


def write_manifest(runtimes: list[Runtime], file: Path = MANIFEST) -> None:
    """Write `runtimes` as the record, in a form that makes small differences easy to review."""
    record = {
        runtime.name: {
            "package": runtime.package,
            "version": runtime.version,
            "source": runtime.source,
            "files": {
                name: {"sha256": found.sha256, "size": found.size}
                for name, found in runtime.files.items()
            },
        }
        for runtime in runtimes
    }
    file.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
