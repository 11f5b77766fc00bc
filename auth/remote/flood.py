"""Counts messages, to end connections that send too many."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ports import Clock

MOST_MESSAGES = 1000
"""Messages in a second."""


class Flood:
    """Counts the messages of one port.

    Args:
        clock: Measures the seconds.
    """

    def __init__(self, clock: "Clock") -> None:
        self._clock = clock
        self._second, self._count = 0, 0

    def has_come(self) -> bool:
        """Count a message, and check whether there are too many in this second."""
        second = int(self._clock.monotonic())
        if second != self._second:
            self._second, self._count = second, 0
        self._count += 1
        return self._count > MOST_MESSAGES
