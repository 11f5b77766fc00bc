"""Doubles of Clock and Lifecycle, which tests control."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..ports import LifecycleEvent

START = 1_800_000_000.0
"""When a ManualClock starts, in epoch seconds: a Friday in January 2027."""


class ManualClock:
    """The Clock port; time passes by `advance`, and when a task sleeps.

    Args:
        now: The epoch time that it starts with, in seconds.
    """

    def __init__(self, now: float = START) -> None:
        self._offset = now
        self._monotonic = 0.0
        self._timers: list[tuple[float, Callable[[], None]]] = []

    def now(self) -> float:
        """Return the epoch time, in seconds."""
        return self._offset + self._monotonic

    def monotonic(self) -> float:
        """Return the seconds that have passed."""
        return self._monotonic

    def after(self, seconds: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once, in `seconds`; return a function that cancels it."""
        timer = (self._monotonic + seconds, callback)
        self._timers.append(timer)
        return lambda: self._timers.remove(timer) if timer in self._timers else None

    async def sleep(self, seconds: float) -> None:
        """Let other tasks run, then let `seconds` pass."""
        await asyncio.sleep(0)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass, and call the timers that are due, in order."""
        until = self._monotonic + seconds
        while due := [timer for timer in self._timers if timer[0] <= until]:
            timer = min(due, key=lambda entry: entry[0])
            self._timers.remove(timer)
            self._monotonic = max(self._monotonic, timer[0])
            timer[1]()
        self._monotonic = until

    def doze(self, seconds: float) -> None:
        """Let `seconds` pass without calling timers, as while a machine sleeps."""
        self._monotonic += seconds

    def set(self, seconds: float) -> None:
        """Set the device's clock forward by `seconds`, or back, while no time passes."""
        self._offset += seconds


class ManualLifecycle:
    """The Lifecycle port; `happen` triggers events."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[LifecycleEvent], None]] = []

    def listen(
        self, listener: Callable[[LifecycleEvent], None], *, activity: bool
    ) -> Callable[[], None]:
        """Call `listener` with each event; return a function that unsubscribes."""

        def heard(moment: LifecycleEvent) -> None:
            if activity or moment != "active":
                listener(moment)

        self._listeners.append(heard)
        return lambda: self._listeners.remove(heard)

    def happen(self, moment: LifecycleEvent) -> None:
        """Call every listener with `moment`."""
        for listener in list(self._listeners):
            listener(moment)
