"""The session's changes by the names that apps listen for."""

from ..errors import ArgumentRefused
from ..faults import call_listener
from .current import CurrentSession
from .states import ENDED, OFFLINE, RENEWING, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

EVENTS = (
    "signed_in",
    "renewed",
    "offline",
    "online",
    "expiring",
    "ended",
    "user_changed",
)
"""What can be listened for. `ended` goes with the session's `reason`; `user_changed` comes when
somebody else is signed in than was before, in this tab or in another."""


class Events:
    """Tells listeners of the changes they asked for, by comparing each session with the last."""

    def __init__(self, current: CurrentSession) -> None:
        self._listeners: list[tuple[str, Callable[[Session], None]]] = []
        self._was_signed_in = False
        self._was_offline = False
        self._last_sub = ""
        current.subscribe(self._changed)

    def on(self, event: str, listener: "Callable[[Session], None]") -> "Callable[[], None]":
        """Call `listener` when `event` happens; give the function that stops this."""
        if event not in EVENTS:
            raise ArgumentRefused(f"no event is called {event}")
        entry = (event, listener)
        self._listeners.append(entry)
        return lambda: self._listeners.remove(entry) if entry in self._listeners else None

    def _changed(self, session: Session) -> None:
        happened = self._names(session)
        self._was_signed_in = session.is_signed_in
        if session.state != RENEWING:
            self._was_offline = session.state == OFFLINE
        if session.user is not None:
            self._last_sub = session.user.sub
        for event, listener in list(self._listeners):
            if event in happened:
                call_listener(listener, session)

    def _names(self, session: Session) -> "list[str]":
        """Say what the step to `session` means."""
        other = session.user is not None and self._last_sub not in ("", session.user.sub)
        back = session.is_signed_in and session.state not in (OFFLINE, RENEWING)
        meanings = (
            ("signed_in", session.is_signed_in and not self._was_signed_in),
            ("renewed", session.event == "renewed"),
            ("offline", session.state == OFFLINE and not self._was_offline),
            ("online", back and self._was_offline),
            ("expiring", session.event == "expiring"),
            ("ended", session.state == ENDED and session.event == "session_ended"),
            ("user_changed", other or session.reason == "user_changed"),
        )
        return [name for name, happened in meanings if happened]
