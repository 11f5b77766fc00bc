"""The current session, and who wants to hear when it changes."""

from ..errors import AuthError
from ..faults import call_listener
from .records import SessionRecord
from .states import WITH_A_PERSON, Session, next_state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class SessionPublisher:
    """Moves the session through its table and tells every listener.

    `generation` grows whenever the person behind the session may have changed, so that an answer
    that was asked for earlier can be recognised as late and dropped.
    """

    def __init__(self) -> None:
        self.session = Session()
        self.generation = 0
        self._listeners: list[Callable[[Session], None]] = []

    def subscribe(self, listener: "Callable[[Session], None]") -> "Callable[[], None]":
        """Call `listener` with every new session; give the function that stops this."""
        self._listeners.append(listener)
        return lambda: self._forget(listener)

    def move(
        self,
        event: str,
        *,
        record: SessionRecord | None = None,
        reason: str = "",
        error: AuthError | None = None,
    ) -> Session:
        """Report an event; give the session it leads to, which `record` describes."""
        state = next_state(self.session.state, event)
        if state not in WITH_A_PERSON:
            self.generation += 1
        session = self.session = Session(
            state,
            user=record.claims if record else None,
            expires_at=record.expires_at if record else None,
            received_at=record.received_at if record else None,
            renewals=record.sequence if record else 0,
            app_state=record.app_state if record else None,
            event=event,
            reason=reason,
            error=error,
        )
        for listener in list(self._listeners):
            if self.session is session:  # else a listener moved on, and all have heard of that
                call_listener(listener, session)
        return self.session

    def _forget(self, listener: "Callable[[Session], None]") -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)
