"""Waiting for what happens in another program, which tells nobody that it has happened."""

import time
from collections.abc import Callable

# Longer than anything takes on a busy machine; what is waited for mostly comes at once.
TIMEOUT_SECONDS = 60.0
PAUSE_SECONDS = 0.02


def wait_until(it_is_so: Callable[[], bool], what: str) -> None:
    """Return as soon as `it_is_so`, and fail when it never is: `what` was waited for."""
    end = time.monotonic() + TIMEOUT_SECONDS
    while not it_is_so():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(PAUSE_SECONDS)
