"""The release of a page whose files are edited while it is served."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from server.configuration import Configuration
from server.release import Release, build_release
from server.release_files import find_release_files

# What a file looks like without reading it: time of change in nanoseconds, size in bytes.
State = tuple[int, int]


class DevelopmentRelease:
    """Builds the page's release again whenever one of its files has changed.

    Args:
        root: The folder of the page.
        configuration: The page's configuration.
        main: The page's program.
    """

    def __init__(self, root: Path, configuration: Configuration, main: Path) -> None:
        self._root = root
        self._configuration = configuration
        self._main = main
        self._last: Release | None = None
        self._states: Mapping[Path, State] = {}

    def current(self) -> Release:
        """Return the release of the files as they are now."""
        # Looked at before they are read: an edit in between is found the next time.
        files = find_release_files(self._root, self._configuration, self._main)
        states = {file.resolve(): _state(file) for file in files.all.values()}
        if self._last is None or states != self._states:
            self._last = build_release(self._root, self._configuration, main=self._main)
            self._states = states
        return self._last

    def configuration_text(self) -> str:
        """Return the text of `/pyscript.toml` with the addresses that the last document has."""
        return (self._last or self.current()).configuration_text()

    def is_lasting(self, address: str, files: Iterable[Path]) -> bool:
        """Return whether browsers may cache `address` for ever.

        Args:
            address: A path as it was asked for.
            files: The files that are delivered there. None of them may have changed since the last
                document named the address; looking at all files once a document is enough.
        """
        is_named = self._last is not None and self._last.addresses.contains(address)
        return is_named and all(self._states.get(file) == _state(file) for file in files)


def _state(file: Path) -> State:
    found = file.stat()
    return found.st_mtime_ns, found.st_size
