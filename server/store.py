"""The folder with everything that is fetched or built: `static/runtime/`, or a cache of the user's.

Each version of the program has its own folder in the cache, so that two versions, and any number of
projects, can be used at the same time.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from server.building.sources import browser_half, digest_of, read
from server.program import IS_INSTALLED, ROOT, user_cache_folder

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def store_of(root: Path) -> Path:
    """Return the folder whose `static/runtime/` has what pages of the project in `root` load."""
    return user_cache_folder() / _digest() if IS_INSTALLED and root == ROOT else root


def runtime_folder(root: Path) -> Path:
    """Return the folder for what is fetched or built for pages of the project in `root`."""
    return store_of(root) / "static" / "runtime"


def write_atomically(file: Path, content: bytes) -> None:
    """Write a file in one step, so that a server never reads a part of it.

    Args:
        file: Its path; its folder exists.
        content: Its new content.

    Raises:
        OSError: It cannot be written.
    """
    fresh = file.with_name(f".{file.name}")
    fresh.write_bytes(content)
    fresh.replace(file)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Let one process at a time change the folder, while the `with` block lasts.

    Raises:
        OSError: The folder cannot be written.
    """
    folder = runtime_folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("ab") as file:
        _lock(file)  # until the file is closed, also if the process is killed
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        file.seek(0)
        while True:
            try:
                return msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            except OSError as failure:  # it gives up after ten seconds, which a download takes
                if failure.errno != errno.EDEADLK:
                    raise
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Waiting for another start, which prepares the same files …", file=sys.stderr)
        fcntl.flock(file, fcntl.LOCK_EX)


@cache
def _digest() -> str:
    """Return a name for what this version fetches and builds."""
    here = Path(__file__).parent
    programs = [*(here / "building").iterdir(), here / "runtimes.json"]
    own = {file.name: file.read_bytes() for file in programs if file.is_file()}
    return digest_of(own | read(browser_half(ROOT)))[:16]
