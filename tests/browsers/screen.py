"""A virtual screen (Xvfb) for browsers that need one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.browsers.processes import running


@contextmanager
def screen() -> Iterator[str]:
    """Start Xvfb and return the name of its display."""
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="ascii") as told:
        command = ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp"]
        with running([*command, "-screen", "0", "1280x1024x24"], passes=writing):
            os.close(writing)
            yield f":{told.readline().strip()}"
