"""What a page learns about its packages: an index of their archives, as JSON.

The index has a hash of its content in its name, and browsers cache it for ever. For each page, a
small file records the name; it changes only once everything is there, so that a page that worked
goes on working.
"""

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from server.addresses import RUNTIME
from server.packages.archives import Archive, ensure_archives, packages_folder
from server.packages.lock import LockedPackage
from server.store import write_atomically

PACKAGES = f"{RUNTIME}packages/"
INDEX = f"{PACKAGES}index.json"
"""The path that stands for the index; its own name contains a hash."""

UNUSED_SECONDS = 3600
"""How long an archive is kept that no page has: another process may be about to use it."""


def make_page_index(root: Path, lock_file: Path, wheels: Mapping[LockedPackage, bytes]) -> Path:
    """Make what a page with these packages loads, and return the file with the index.

    Args:
        root: The folder of the project.
        lock_file: The page's lock.
        wheels: The page's packages, and the content of each one's wheel.

    Raises:
        CannotStart: A wheel is damaged, or Pyodide did not run.
        OSError: A file cannot be read or written.
    """
    archives = ensure_archives(root, wheels)
    content = page_index(archives)
    file = packages_folder(root) / f"index-{hashlib.sha256(content).hexdigest()[:16]}.json"
    write_atomically(file, content)
    write_atomically(_pointer(root, lock_file), f"{file.name}\n{lock_file.resolve()}".encode())
    return file


def delete_unused(root: Path) -> None:
    """Delete archives and indexes that no page has any more, whose lock is still there.

    Args:
        root: The folder of the project.

    Raises:
        OSError: A file cannot be deleted.
    """
    folder, used = packages_folder(root), set[str]()
    for pointer in folder.glob(".page-*"):
        with suppress(*_DAMAGED):
            index, lock_file = pointer.read_text(encoding="utf-8").split("\n")
            if Path(lock_file).is_file():
                used |= {index, *_archives_in(folder / index)}
            else:
                pointer.unlink(missing_ok=True)
    for file in (*folder.glob("index-*.json"), *folder.glob("*.zip")):
        if file.name not in used and file.stat().st_mtime < time.time() - UNUSED_SECONDS:
            file.unlink(missing_ok=True)


def page_index(archives: Mapping[LockedPackage, Archive]) -> bytes:
    """Return the index of these archives."""
    packages = {
        package.name: {**asdict(archive), "depends": list(package.depends)}
        for package, archive in archives.items()
    }
    return json.dumps({"packages": packages}, separators=(",", ":"), sort_keys=True).encode()


def page_packages(root: Path, requirements: Sequence[str], lock_file: Path) -> dict[str, Path]:
    """Return the files of packages that a page can load, by path; nothing if none were made.

    The first one is the index.

    Args:
        root: The folder of the project.
        requirements: The page's `packages`; without any, it loads none.
        lock_file: The page's lock.
    """
    if not requirements:
        return {}
    folder = packages_folder(root)
    try:
        name = _pointer(root, lock_file).read_text(encoding="utf-8").partition("\n")[0]
        files = [folder / name, *(folder / one for one in _archives_in(folder / name))]
    except _DAMAGED:
        return {}
    is_complete = all(file.is_file() for file in files)
    return {f"{PACKAGES}{file.name}": file for file in files} if is_complete else {}


_DAMAGED = (OSError, ValueError, LookupError, TypeError, AttributeError)
"""What reading an index raises that was deleted or damaged."""


def _archives_in(index: Path) -> list[str]:
    return [entry["file"] for entry in json.loads(index.read_bytes())["packages"].values()]


def _pointer(root: Path, lock_file: Path) -> Path:
    page = hashlib.sha256(str(lock_file.resolve()).encode()).hexdigest()[:32]
    return packages_folder(root) / f".page-{page}"
