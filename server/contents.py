"""The content of each path of a page, for the development server and the build."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from pathlib import Path

from server import account_page
from server.building.artifacts import AUTH_ARCHIVES, auth_archive
from server.building.sources import browser_half
from server.public_files import find_public_file
from server.store import store_of


def first_with(folders: Sequence[Path], name: str) -> Path:
    """Return the file of that name in the first folder that has it, or else in the last."""
    found = (folder / name for folder in folders if (folder / name).is_file())
    return next(found, folders[-1] / name)


class Contents:
    """The page's files, read again whenever they change.

    Args:
        folders: Where to look for files, in this order; the last one contains `auth`.
        named: The paths that the page's configuration fetches, which are public too.
        configuration_text: Returns what is at `/pyscript.toml`.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        named: Collection[str],
        configuration_text: Callable[[], str],
    ) -> None:
        self._folders = folders
        self._places = tuple(dict.fromkeys([*folders, store_of(folders[-1])]))
        self._named = named
        self._configuration_text = configuration_text

    def find(self, path: str) -> bytes | None:
        """Return what is at `path`; None if nothing is, or nothing that is public."""
        if path == "/pyscript.toml":
            return self._configuration_text().encode()
        if path in AUTH_ARCHIVES:
            return auth_archive(self._folders[-1], path)
        for file in self.files(path):
            return _read(file, file.stat().st_mtime_ns)
        return None

    def files(self, path: str) -> list[Path]:
        """Return the files that the content of `path` is made from, without symbolic links."""
        if path in AUTH_ARCHIVES:
            return [file.resolve() for file in browser_half(self._folders[-1]).values()]
        is_account = path in (account_page.DOCUMENT, account_page.PROGRAM)
        places = self._folders[:1] if is_account else self._places
        found = (find_public_file(place, path, named=self._named) for place in places)
        first = next((file for file in found if file is not None), None)
        return [] if first is None else [first]


@lru_cache(maxsize=256)
def _read(file: Path, changed_at: int) -> bytes:  # noqa: ARG001
    # `changed_at` is the other half of the cache's key: it makes an edited file another one.
    return file.read_bytes()
