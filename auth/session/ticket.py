"""A value of one moment, to find out later whether an answer is late."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Ticket:
    """The state of the session at one moment; `CurrentSession.ticket` returns it.

    Args:
        moment: Returns a value that changes with the person and the state.
    """

    def __init__(self, moment: "Callable[[], object]") -> None:
        self._moment = moment
        self._began = moment()

    @property
    def is_late(self) -> bool:
        """Whether the person or the state has changed since, so that an answer is late."""
        return self._moment() != self._began
