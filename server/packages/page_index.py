"""What a page learns about its packages: an index of their archives, as JSON.

The index has a hash of its content in its name, and browsers cache it for ever. For each page, a
small file records the name; it changes only once everything is there, so that a page that worked
goes on working.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from server.addresses import RUNTIME
from server.packages.archives import Archive, ensure_archives, packages_folder
from server.packages.lock import LockedPackage
from server.store import write_atomically

PACKAGES = f"{RUNTIME}packages/"
INDEX = f"{PACKAGES}index.json"
"""The path that stands for the index; its own name contains a hash."""


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
    write_atomically(_pointer(root, lock_file), file.name.encode())
    return file


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
        index = folder / _pointer(root, lock_file).read_text(encoding="utf-8")
        packages = json.loads(index.read_bytes())["packages"].values()
        files = [index, *(folder / entry["file"] for entry in packages)]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):  # deleted, or damaged
        return {}
    is_complete = all(file.is_file() for file in files)
    return {f"{PACKAGES}{file.name}": file for file in files} if is_complete else {}


def _pointer(root: Path, lock_file: Path) -> Path:
    page = hashlib.sha256(str(lock_file.resolve()).encode()).hexdigest()[:32]
    return packages_folder(root) / f".page-{page}"
