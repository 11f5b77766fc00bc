"""Waits for events in other programs by polling."""

import time
from collections.abc import Callable

# Long enough for a busy machine; usually the event has already happened.
TIMEOUT_SECONDS = 60.0
PAUSE_SECONDS = 0.02


def wait_until(it_is_so: Callable[[], bool], what: str) -> None:
    """Wait until `it_is_so()`, or fail with a message that names `what`."""
    end = time.monotonic() + TIMEOUT_SECONDS
    while not it_is_so():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(PAUSE_SECONDS)
