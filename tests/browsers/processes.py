"""Runs programs for the duration of a `with` block."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

SECONDS_TO_END = 10


@contextmanager
def running(
    command: list[str], *, environment: Mapping[str, str] | None = None, passes: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run a program without input and output; it inherits the file descriptor `passes`."""
    process = subprocess.Popen(  # noqa: S603 - the caller's own words
        command,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=() if passes is None else (passes,),
        text=True,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Terminate a program, and kill it if it does not end in time."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
