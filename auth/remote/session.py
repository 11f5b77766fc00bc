"""The session as a client of the owner knows it, and its form in a message."""

from ..encoding.members import is_time
from ..errors import AuthError, MalformedResponse
from ..faults import call_listener
from ..protocol.claims import IdTokenClaims
from ..session.states import REASONS, SIGNING_IN, TRANSITIONS, WITH_A_PERSON, Session
from .failures import read_error, write_error
from .messages import is_count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from ..session.states import Listener

_MEMBERS = (
    "state",
    "user",
    "expires_at",
    "received_at",
    "renewals",
    "event",
    "reason",
    "error",
    "app_state",
)
_EVENTS = {event for events in TRANSITIONS.values() for event in events}


class RemoteSession:
    """The latest session that the owner has sent.

    Attributes:
        session: The session.
        number: Its number. The owner counts sessions of different people or sign-ins, and a call
            names the one that it belongs to.
    """

    def __init__(self) -> None:
        self.session = Session()
        self.number = 0
        self._listeners: list[Listener] = []

    def subscribe(self, listener: "Listener") -> "Callable[[], None]":
        """Call `listener` with every new session; return a function that unsubscribes."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def replace(self, session: Session, number: int) -> None:
        """Publish a later session."""
        self.session, self.number = session, number
        for listener in list(self._listeners):
            if self.session is session:
                call_listener(listener, session)


def write_session(session: Session) -> "dict[str, object]":
    """Return a session as JSON. It contains the ID token's claims, and no token."""
    error, user = session.error, session.user
    return {
        "state": session.state,
        "user": user._members if user is not None else None,  # noqa: SLF001 - the claims as they came
        "expires_at": session.expires_at,
        "received_at": session.received_at,
        "renewals": session.renewals,
        "event": session.event,
        "reason": session.reason,
        "error": write_error(error) if error is not None else None,
        "app_state": session.app_state,
    }


def read_session(written: "dict[str, object]") -> Session:
    """Return the session that `write_session` has written.

    Raises:
        MalformedResponse: It is anything else.
    """
    if set(written) != set(_MEMBERS):
        raise MalformedResponse("session: it has other members")
    values: Any = written
    is_known = (
        _is_one_of(values["state"], TRANSITIONS)
        and (values["event"] == "" or _is_one_of(values["event"], _EVENTS))
        and (values["reason"] == "" or _is_one_of(values["reason"], REASONS))
        and is_count(values["renewals"])
        and _is_time_or_none(values["expires_at"])
        and _is_time_or_none(values["received_at"])
    )
    if not is_known:
        raise MalformedResponse("session: a member is invalid")
    user = _user(values["user"])
    shows_person = values["state"] in WITH_A_PERSON
    if (user is None and shows_person) or not (user is None or shows_person or _leaves(values)):
        raise MalformedResponse("session: its state and its user contradict each other")
    return Session(
        values["state"],
        user=user,
        expires_at=values["expires_at"],
        received_at=values["received_at"],
        renewals=values["renewals"],
        event=values["event"],
        reason=values["reason"],
        error=_error(values["error"]),
        app_state=values["app_state"],
    )


def _leaves(values: "dict[str, object]") -> bool:
    """Check whether the person is still shown, who is leaving to sign in."""
    return values["state"] == SIGNING_IN


def _is_one_of(value: object, known: "Collection[str]") -> bool:
    return isinstance(value, str) and value in known


def _is_time_or_none(value: object) -> bool:
    return value is None or is_time(value)


def _user(claims: object) -> IdTokenClaims | None:
    if claims is None:
        return None
    if not isinstance(claims, dict) or not isinstance(claims.get("sub"), str):
        raise MalformedResponse("session: user is not the claims of an ID token")
    if not is_time(claims.get("exp")) or not is_time(claims.get("iat")):
        raise MalformedResponse("session: user has no times")
    return IdTokenClaims(claims)


def _error(written: object) -> AuthError | None:
    if written is None:
        return None
    if not isinstance(written, dict):
        raise MalformedResponse("session: error is not an object")
    return read_error(written)
