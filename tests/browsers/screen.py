"""A screen that nobody looks at (Xvfb), for a browser that cannot do without one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.browsers.processes import running


@contextmanager
def screen() -> Iterator[str]:
    """Give the name of a display of its own."""
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="ascii") as told:
        command = ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp"]
        with running([*command, "-screen", "0", "1280x1024x24"], passes=writing):
            os.close(writing)
            yield f":{told.readline().strip()}"
