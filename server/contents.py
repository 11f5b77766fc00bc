"""What a page consists of: the content of each of its paths, whoever delivers it."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from server.building.artifacts import AUTH_ARCHIVES, auth_archive
from server.building.sources import browser_half
from server.configuration import Configuration
from server.public_files import find_public_file
from server.release import Release


class Contents:
    """The page's files in `folders`, with `configuration` as its `/pyscript.toml`.

    The first folder that has a file counts; the last is the one with `auth` in it. Files are read
    anew whenever they change. `release` knows where they lead.
    """

    def __init__(
        self, folders: Sequence[Path], configuration: Configuration, release: Release
    ) -> None:
        self._folders = folders
        self._configuration = configuration
        self._release = release

    def find(self, path: str) -> bytes | None:
        """Give what is at `path`; None if nothing is, or nothing that is public."""
        if path == "/pyscript.toml":
            return self._release.configured().encode()
        if path in AUTH_ARCHIVES:
            return auth_archive(self._folders[-1], path)
        for file in self.files(path):
            return _read(file, file.stat().st_mtime_ns)
        return None

    def files(self, path: str) -> list[Path]:
        """Give the files that what is at `path` is made from."""
        if path in AUTH_ARCHIVES:
            return list(browser_half(self._folders[-1]).values())
        named = self._configuration.files
        found = [find_public_file(folder, path, named=named) for folder in self._folders]
        return [file for file in found if file is not None][:1]


@lru_cache(maxsize=256)
def _read(file: Path, changed_at: int) -> bytes:  # noqa: ARG001
    # `changed_at` is the other half of the cache's key: it makes an edited file another one.
    return file.read_bytes()
