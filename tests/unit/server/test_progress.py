"""The progress of downloads: live on a terminal, one line for each runtime otherwise."""

import io

from server.manifest import Fingerprint, Runtime
from server.progress import Progress

FILE = {"a.js": Fingerprint(sha256="", size=10_000_000)}
RUNTIME = Runtime(
    name="one", package="one", version="1.0", integrity="", source=".", files=FILE, chunks={}
)


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        """Claim it."""
        return True


def report_to(stream: io.StringIO) -> str:
    """Report on a fetch in two parts, and return what was written."""
    progress = Progress([RUNTIME], stream)
    for received in (1_500_000, 3_000_000):
        progress.reporter(RUNTIME)(received)
    progress.finish(RUNTIME)
    return stream.getvalue()


def test_a_log_has_one_line_for_each_runtime() -> None:
    """A runtime is reported once it is stored, and the sizes are announced."""
    head, *lines = report_to(io.StringIO()).splitlines()
    assert "10.0 MB" in head
    assert [line.split() for line in lines] == [["one", "1.0", "done"]]


def test_a_terminal_shows_what_has_arrived() -> None:
    """The line is written again as more arrives."""
    written = report_to(Terminal())
    assert [line.split()[2] for line in written.split("\r")[1:]] == ["1.5", "3.0", "done"]
    assert written.endswith("\n")
