"""Counting messages."""

from auth.remote.flood import MOST_MESSAGES, Flood
from auth.testing.doubles import ManualClock


def test_only_the_messages_of_one_second_count() -> None:
    """A port that sends as many over a longer time floods nobody."""
    clock = ManualClock()
    flood = Flood(clock)
    assert not any(flood.has_come() for _ in range(MOST_MESSAGES))
    assert flood.has_come()
    clock.advance(1)
    assert not flood.has_come()
