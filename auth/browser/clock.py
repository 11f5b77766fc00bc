"""Time, by Python's clock: MicroPython cuts JavaScript's `Date.now()` to 32 bits."""

import time

import js

from .ffi import create_proxy
from .locks import destroy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


_TURN_SECONDS = (1 << 32) / 1000


class DeviceClock:
    """The Clock port."""

    def __init__(self) -> None:
        self._latest = 0.0

    def now(self) -> float:
        """Return the epoch time of this device, in seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Return the seconds since the page was opened, whatever happens to the device's clock."""
        seconds = float(js.performance.now()) / 1000
        while seconds < self._latest:  # on MicroPython, whole numbers turn negative on day 25
            seconds += _TURN_SECONDS
        self._latest = seconds
        return seconds

    def after(self, seconds: float, callback: "Callable[[], None]") -> "Callable[[], None]":
        """Call `callback` once, in `seconds`; return a function that cancels it."""
        pending = [True]

        def fire() -> None:
            # MicroPython cuts a timer's number to 32 bits, so that `clearTimeout` may miss it.
            if pending:
                pending.clear()
                try:
                    callback()
                finally:
                    destroy(proxy)

        proxy = create_proxy(fire)
        timer = js.setTimeout(proxy, int(seconds * 1000))

        def cancel() -> None:
            if pending:
                pending.clear()
                js.clearTimeout(timer)
                destroy(proxy)

        return cancel

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`.

        Not by asyncio: on MicroPython its sleep hangs in a coroutine that JavaScript drives.
        """
        done = js.Promise.withResolvers()
        js.setTimeout(done.resolve, int(seconds * 1000))
        await done.promise
