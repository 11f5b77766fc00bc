"""Progress of the interpreters' download: a line for each, updated on a terminal."""

from collections.abc import Callable
from typing import TextIO

from server.manifest import Runtime


class Progress:
    """Writes to `stream` how the download of `runtimes` proceeds, one after the other."""

    def __init__(self, runtimes: list[Runtime], stream: TextIO) -> None:
        self._stream = stream
        megabytes = sum(one.size for one in runtimes) / 1e6
        print(f"Downloading the interpreters, {megabytes:.1f} MB unpacked:", file=stream)

    def reporter(self, runtime: Runtime) -> Callable[[int], None]:
        """Return a function that takes the number of bytes of `runtime` received so far."""

        def show(received: int) -> None:
            if self._stream.isatty():
                line = f"\r  {_label(runtime)} {received / 1e6:5.1f} MB"
                print(line, end="", file=self._stream, flush=True)

        return show

    def finish(self, runtime: Runtime) -> None:
        """Report that `runtime` was checked and stored."""
        start = "\r" if self._stream.isatty() else ""
        print(f"{start}  {_label(runtime)} done    ", file=self._stream, flush=True)


def _label(runtime: Runtime) -> str:
    return f"{runtime.name} {runtime.version}".ljust(24)
