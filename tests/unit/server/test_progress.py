"""The report on a fetch: live on a terminal, a line a runtime elsewhere."""

import io
from pathlib import Path

from server.manifest import Fingerprint, Runtime
from server.progress import Progress


def runtime(name: str) -> Runtime:
    """Give a runtime of one file of ten bytes."""
    file = {"a.js": Fingerprint(sha256="", size=10)}
    return Runtime(name=name, package=name, version="1.0", source=".", files=file)


def arrive(node_modules: Path, name: str, size: int) -> None:
    """Let `size` bytes of a runtime arrive."""
    (node_modules / name).mkdir(exist_ok=True)
    (node_modules / name / "a.js").write_bytes(b"x" * size)


class Terminal(io.StringIO):
    """Text that claims to be a terminal."""

    def isatty(self) -> bool:
        """Claim it."""
        return True


def test_a_log_has_a_line_for_each_runtime(tmp_path: Path) -> None:
    """Each runtime is reported once, when all of it is there."""
    stream = io.StringIO()
    with Progress([runtime("one"), runtime("two")], stream) as progress:
        for size in (0, 5, 10):
            arrive(tmp_path, "one", size)
            progress.show(tmp_path)
        progress.finish()
    assert [line.split() for line in stream.getvalue().splitlines()[1:]] == [
        ["one", "1.0", "100", "%"],
        ["two", "1.0", "100", "%"],
    ]


def test_a_terminal_sees_it_grow(tmp_path: Path) -> None:
    """On a terminal the line is written anew as more arrives."""
    stream = Terminal()
    with Progress([runtime("one")], stream) as progress:
        for size in (0, 5, 10):
            arrive(tmp_path, "one", size)
            progress.show(tmp_path)
    lines = stream.getvalue().split("\r")[1:]
    assert [line.split()[-2] for line in lines] == ["0", "50", "100"]
    assert stream.getvalue().endswith("\n")


def test_a_failure_leaves_the_line(tmp_path: Path) -> None:
    """What is printed after a failure does not run into the report."""
    stream = Terminal()
    with Progress([runtime("one")], stream) as progress:
        progress.show(tmp_path)
    assert stream.getvalue().endswith("%\n")
