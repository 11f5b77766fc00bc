"""Time. Python's own clock, since MicroPython cuts JavaScript's `Date.now()` to 32 bits."""

import time


class DeviceClock:
    """The Clock port."""

    def now(self) -> float:
        """Give the epoch time in seconds that this device believes in."""
        return time.time()
