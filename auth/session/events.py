"""The events of a session that apps can subscribe to by name."""

from ..errors import ArgumentRefused
from ..faults import call_listener, require_callback
from .current import CurrentSession
from .states import ENDED, OFFLINE, RENEWING, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from .states import Listener

    EventName = Literal[
        "changed", "signed_in", "renewed", "offline", "online", "expiring", "ended", "user_changed"
    ]

__all__ = ["EVENTS"]

EVENTS: "tuple[EventName, ...]" = (
    "changed",
    "signed_in",
    "renewed",
    "offline",
    "online",
    "expiring",
    "ended",
    "user_changed",
)
"""The events. `changed` comes with every new session, and each of the others with some of them:
`ended` with those that have a `reason`, and `user_changed` when another person is signed in than
before, in this tab or in another."""


class Events:
    """Derives events by comparing each session with the previous one."""

    def __init__(self, current: CurrentSession) -> None:
        self._listeners: list[tuple[EventName, Listener]] = []
        self._current = current
        self._was_signed_in = False
        self._was_offline = False
        self._last_sub = ""
        current.subscribe(self._changed)

    def on(self, event: "EventName", listener: "Listener") -> "Callable[[], None]":
        """Call `listener` with the session whenever `event` happens.

        Args:
            event: One of `EVENTS`.
            listener: Called with the session as it is after the event.

        Returns:
            A function that unsubscribes.

        Raises:
            ArgumentRefused: `event` is not one of `EVENTS`, or `listener` is not a function.
        """
        if event not in EVENTS:
            raise ArgumentRefused(f"event: got {event!r}, expected one of {', '.join(EVENTS)}")
        require_callback("listener", listener, arguments=1)
        if event == "changed":
            return self._current.subscribe(listener)
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

    def _names(self, session: Session) -> "list[EventName]":
        """Return the names of what happened between the previous session and this one."""
        other = session.user is not None and self._last_sub not in ("", session.user.sub)
        back = session.is_signed_in and session.state not in (OFFLINE, RENEWING)
        happened: dict[EventName, bool] = {
            "signed_in": session.is_signed_in and not self._was_signed_in,
            "renewed": session.event == "renewed",
            "offline": session.state == OFFLINE and not self._was_offline,
            "online": back and self._was_offline,
            "expiring": session.event == "expiring",
            "ended": session.state == ENDED and session.event == "session_ended",
            "user_changed": other or session.reason == "user_changed",
        }
        return [name for name in happened if happened[name]]
