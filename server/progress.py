"""How far the fetching of the runtimes is: one line a runtime, live on a terminal."""

from pathlib import Path
from typing import Self, TextIO

from server.manifest import Runtime


class Progress:
    """Reports on the fetching of `runtimes` to `stream`.

    npm tells nothing while it works, but it unpacks what it downloads as it arrives: the sizes of
    the files that are already there are the progress.
    """

    def __init__(self, runtimes: list[Runtime], stream: TextIO) -> None:
        self._stream = stream
        self._waiting = list(runtimes)
        megabytes = sum(one.size for one in runtimes) / 1e6
        print(f"Fetching what the page runs on, {megabytes:.1f} MB unpacked:", file=stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # What is printed next, a message about a failure for one, starts on a line of its own.
        if self._waiting and self._stream.isatty():
            print(file=self._stream)

    def show(self, node_modules: Path) -> None:
        """Report on what has arrived in `node_modules` so far."""
        while self._waiting:
            current = self._waiting[0]
            arrived = _arrived(current, node_modules)
            if arrived < current.size:
                self._show_live(current, 100 * arrived // current.size)
                return
            self._show_done(self._waiting.pop(0))

    def finish(self) -> None:
        """Report the rest as done: it has been checked and stands in its place."""
        while self._waiting:
            self._show_done(self._waiting.pop(0))

    def _show_live(self, runtime: Runtime, percent: int) -> None:
        if self._stream.isatty():
            print(f"\r  {_label(runtime)} {percent:3d} %", end="", file=self._stream, flush=True)

    def _show_done(self, runtime: Runtime) -> None:
        start = "\r" if self._stream.isatty() else ""
        print(f"{start}  {_label(runtime)} 100 %", file=self._stream, flush=True)


def _label(runtime: Runtime) -> str:
    return f"{runtime.name} {runtime.version}".ljust(24)


def _arrived(runtime: Runtime, node_modules: Path) -> int:
    return sum(_size(source) for source in runtime.sources(node_modules).values())


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
