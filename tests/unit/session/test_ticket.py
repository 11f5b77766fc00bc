"""A value of one moment, to find out later whether an answer is late."""

import pytest

from auth.session.ticket import Ticket


@pytest.mark.parametrize(
    ("now", "is_late"), [(("ada", 1), False), (("ada", 2), True), (None, True)]
)
def test_an_answer_is_late_once_the_moment_has_changed(now: object, *, is_late: bool) -> None:
    """The moment is read again each time, and compared by value."""
    moments: list[object] = [("ada", 1)]
    ticket = Ticket(lambda: moments[-1])
    assert not ticket.is_late
    moments.append(now)
    assert ticket.is_late is is_late
