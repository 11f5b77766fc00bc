"""The release of a page whose files are edited while it is served."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from server.configuration import Configuration
from server.release import Release, build_release
from server.release_files import find_release_files

# Time of modification in nanoseconds, size in bytes.
State = tuple[int, int]


class DevelopmentRelease:
    """Builds the page's release again whenever one of its files has changed.

    Args:
        folders: Where the page's files are; a file in an earlier folder replaces one in a later.
        configuration: The page's configuration.
    """

    def __init__(self, folders: Sequence[Path], configuration: Configuration) -> None:
        self._folders = folders
        self._configuration = configuration
        self._last: Release | None = None
        self._states: Mapping[Path, State] = {}

    def current(self) -> Release:
        """Return the release of the files as they are now."""
        # Before the files are read, so that an edit in between is found the next time.
        files = find_release_files(self._folders, self._configuration)
        states = {file.resolve(): _state(file) for file in files.all.values()}
        if self._last is None or states != self._states:
            self._last = build_release(self._folders, self._configuration)
            self._states = states
        return self._last

    def configuration_text(self) -> str:
        """Return the text of `/pyscript.toml` with the addresses that the last document has."""
        return (self._last or self.current()).configuration_text()

    def is_lasting(self, address: str, files: Iterable[Path]) -> bool:
        """Return whether browsers may cache `address` for ever.

        Args:
            address: The path of a request.
            files: The files that are served there. None may have changed since the last document
                was served, which named the addresses.
        """
        is_named = self._last is not None and self._last.addresses.contains(address)
        return is_named and all(self._states.get(file) == _state(file) for file in files)


def _state(file: Path) -> State:
    found = file.stat()
    return found.st_mtime_ns, found.st_size
