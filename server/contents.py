"""What a page consists of: the content of each of its paths, whoever delivers it."""

from functools import lru_cache
from pathlib import Path

from server.building.built import AUTH_ARCHIVES, auth_archive
from server.building.sources import browser_half
from server.configuration import Configuration
from server.public_files import find_public_file
from server.release import Release


class Contents:
    """The page's files in the folder `root`, with `configuration` as its `/pyscript.toml`.

    Files are read anew whenever they change. `release` knows where they lead.
    """

    def __init__(self, root: Path, configuration: Configuration, release: Release) -> None:
        self._root = root
        self._configuration = configuration
        self._release = release

    def find(self, path: str) -> bytes | None:
        """Give what is at `path`; None if nothing is, or nothing that is public."""
        if path == "/pyscript.toml":
            return self._release.configured().encode()
        if path in AUTH_ARCHIVES:
            return auth_archive(self._root, path)
        for file in self.files(path):
            return _read(file, file.stat().st_mtime_ns)
        return None

    def files(self, path: str) -> list[Path]:
        """Give the files that what is at `path` is made from."""
        if path in AUTH_ARCHIVES:
            return list(browser_half(self._root).values())
        file = find_public_file(self._root, path, named=self._configuration.files)
        return [] if file is None else [file]


@lru_cache(maxsize=256)
def _read(file: Path, changed_at: int) -> bytes:  # noqa: ARG001
    # `changed_at` is the other half of the cache's key: it makes an edited file another one.
    return file.read_bytes()
