"""`manifest.json`: every file of a build with its hash, type and Cache-Control."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from server.public_files import TYPES
from server.publishing.compressed import SUFFIXES
from server.publishing.static_site import StaticSite

NAME = "manifest.json"
MAKER = "serve.py build"
SERVED = "site"
CODINGS = {suffix: coding for coding, suffix in SUFFIXES.items()}


def listed(files: Mapping[str, bytes], site: StaticSite) -> dict[str, bytes]:
    """Return `files` with a manifest of them."""
    record = {
        "made_by": MAKER,
        "release": site.release,
        "import_map": site.import_map,
        "files": {name: _entry(name, content, site) for name, content in sorted(files.items())},
    }
    return {**files, NAME: (json.dumps(record, indent=2) + "\n").encode()}


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of the build in `folder`.

    Raises:
        ValueError: The folder has no manifest of a build.
    """
    try:
        record = json.loads((folder / NAME).read_bytes())
    except OSError:
        raise ValueError from None
    is_ours = isinstance(record, dict) and record.get("made_by") == MAKER
    is_whole = is_ours and isinstance(record.get("files"), dict)
    if not is_whole:
        raise ValueError
    return dict(record)


def changed_files(folder: Path) -> list[str]:
    """Return the names of files in `folder` that were added or changed after a build.

    Raises:
        ValueError, KeyError, TypeError: The folder has no manifest of a build.
    """
    files: dict[str, dict[str, Any]] = read_manifest(folder)["files"]
    found = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    }
    return [
        name
        for name, path in found.items()
        if name != NAME and not _is_as_listed(path, files.get(name))
    ]


def missing(folder: Path) -> list[str]:
    """Return the names of files of a build that are missing in `folder`.

    Raises:
        ValueError: The folder has no manifest of a build.
    """
    return [name for name in read_manifest(folder)["files"] if not (folder / name).is_file()]


def _entry(name: str, content: bytes, site: StaticSite) -> dict[str, object]:
    entry: dict[str, object] = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
    plain, coding = _without_coding(name)
    content_type = TYPES.get(PurePosixPath(plain).suffix)
    folder, _, path = plain.partition("/")
    if folder != SERVED or content_type is None:  # the rules for hosts are not served
        return entry
    entry |= {"content_type": content_type, "cache_control": site.cache_control(f"/{path}")}
    return entry | ({"content_encoding": coding} if coding else {})


def _without_coding(name: str) -> tuple[str, str | None]:
    for suffix, coding in CODINGS.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), coding
    return name, None


def _is_as_listed(path: Path, entry: dict[str, Any] | None) -> bool:
    if entry is None or path.is_symlink():
        return False
    return bool(hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"])
