"""In the page, on Pyodide: imports from archives that have not been fetched yet.

There are three: what packages need of the standard library; its rest; and, if memory came as an
image, the modules that it has imported, for code that reads their files. The first import of a
module in one of them fetches that archive and waits. If the engine can suspend Python while
JavaScript works (JSPI), the page stays responsive meanwhile. `page_packages.py` does the same for
packages.
"""

import sys
from importlib.machinery import PathFinder
from pathlib import Path

import js
from pyodide.ffi import can_run_sync, run_sync
from stdlib_rest_names import IN_PACKAGES, IN_REST, IN_START

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec

LIBRARY = f"/lib/python{sys.version_info.major}{sys.version_info.minor}.zip"
ARCHIVES = {"stdlib.zip": IN_START, "stdlib-packages.zip": IN_PACKAGES, "stdlib-rest.zip": IN_REST}
"""The names of the modules in each archive."""

FOLDER = Path(LIBRARY).parent
LIBRARY_OF_PACKAGES = str(FOLDER / "stdlib-packages.zip")


class LazyLibraryFinder:
    """A finder for the end of `sys.meta_path`, which fetches from `url` when first needed."""

    def __init__(self, names: list[str], url: str, archive: Path) -> None:
        self._names = frozenset(names)
        self._url = url
        self._archive = archive

    def find_spec(
        self, name: str, _path: "Sequence[str] | None" = None, _target: object = None
    ) -> "ModuleSpec | None":
        """Find a module of the archive; fetch it first if necessary."""
        if name not in self._names:
            return None
        if not self._archive.exists():
            self._archive.write_bytes(_fetch(self._url))
        # Its parent may be in another archive.
        folder = self._archive.joinpath(*name.split(".")[:-1])
        return PathFinder.find_spec(name, [str(folder)])


def install(folder: str) -> None:
    """Make the whole standard library importable.

    Args:
        folder: The address of the folder with the archives.
    """
    sys.meta_path += [
        LazyLibraryFinder(names, f"{folder}{archive}", FOLDER / archive)
        for archive, names in ARCHIVES.items()
    ]


def _fetch(url: str) -> bytes:
    if can_run_sync():
        return bytes(run_sync(run_sync(js.fetch(url)).arrayBuffer()).to_bytes())
    return fetch_now(url)


def fetch_now(url: str) -> bytes:
    """Fetch a file while the page waits, where Python cannot wait for a promise."""
    request = js.XMLHttpRequest.new()
    request.open("GET", url, False)
    # A synchronous request cannot return binary data (WHATWG XMLHttpRequest), so each byte comes as
    # the lower half of a character.
    request.overrideMimeType("text/plain; charset=x-user-defined")
    request.send()
    # UTF-16 with a byte order mark is the only codec of its family that is not in an archive.
    return str(request.responseText).encode("utf-16")[2::2]
