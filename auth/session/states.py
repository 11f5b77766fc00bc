"""The states of a session and the events between them, as one table.

This module does no I/O and has no tokens. `CurrentSession` reports events, and the table has the
next state.

- `booting`: the page is starting; storage and URL have not been read yet.
- `signed_out`: nobody is signed in: there was no session, or the person signed out in this tab.
- `signing_in`: from the click until the browser leaves, and from the callback until its tokens have
  been checked. Only a checked ID token leads to `signed_in`.
- `signed_in`: the access token is valid. Another tab's renewal is *adopted*.
- `renewing`: a renewal is running. If it fails for a temporary reason (no network, a busy server),
  it is postponed while the access token is valid.
- `offline`: the same person, with an access token that has expired and cannot be renewed just now.
- `ended`: the session has ended; `Session.reason` says why.

An event that is not in the table for the current state is a bug in this package: it raises.
"""

from ..errors import AuthError
from ..protocol.claims import IdTokenClaims

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Literal

    State = Literal[
        "booting", "signed_out", "signing_in", "signed_in", "renewing", "offline", "ended"
    ]
    Event = Literal[
        "callback_received",
        "callback_refused",
        "expiring",
        "nothing_stored",
        "renewal_impossible",
        "renewal_postponed",
        "renewal_started",
        "renewed",
        "session_adopted",
        "session_ended",
        "session_restored",
        "sign_in_abandoned",
        "sign_in_failed",
        "sign_in_started",
        "signed_out",
        "tokens_accepted",
    ]
    Reason = Literal["refused", "signed_out_elsewhere", "user_changed", "session_limit", "idle"]
    Listener = Callable[["Session"], Awaitable[None] | None]

__all__ = ["REASONS", "TRANSITIONS", "Session"]

BOOTING: "State" = "booting"
SIGNED_OUT: "State" = "signed_out"
SIGNING_IN: "State" = "signing_in"
SIGNED_IN: "State" = "signed_in"
RENEWING: "State" = "renewing"
OFFLINE: "State" = "offline"
ENDED: "State" = "ended"

TRANSITIONS: "dict[State, dict[Event, State]]" = {
    BOOTING: {
        "nothing_stored": SIGNED_OUT,
        "session_restored": SIGNED_IN,
        "callback_received": SIGNING_IN,
        "callback_refused": SIGNED_OUT,
        "sign_in_started": SIGNING_IN,
        "signed_out": SIGNED_OUT,
    },
    SIGNED_OUT: {
        "sign_in_started": SIGNING_IN,
        "session_restored": SIGNED_IN,
        "session_adopted": SIGNED_IN,
        "signed_out": SIGNED_OUT,
    },
    SIGNING_IN: {
        "tokens_accepted": SIGNED_IN,
        "sign_in_failed": SIGNED_OUT,
        "sign_in_abandoned": SIGNED_OUT,
        "session_restored": SIGNED_IN,
        "signed_out": SIGNED_OUT,
    },
    SIGNED_IN: {
        "sign_in_started": SIGNING_IN,
        "renewal_started": RENEWING,
        "session_adopted": SIGNED_IN,
        "expiring": SIGNED_IN,
        "session_ended": ENDED,
        "signed_out": SIGNED_OUT,
    },
    RENEWING: {
        "sign_in_started": SIGNING_IN,
        "renewed": SIGNED_IN,
        "renewal_postponed": SIGNED_IN,
        "renewal_impossible": OFFLINE,
        "session_adopted": SIGNED_IN,
        "expiring": RENEWING,
        "session_ended": ENDED,
        "signed_out": SIGNED_OUT,
    },
    OFFLINE: {
        "sign_in_started": SIGNING_IN,
        "renewal_started": RENEWING,
        "session_adopted": SIGNED_IN,
        "expiring": OFFLINE,
        "session_ended": ENDED,
        "signed_out": SIGNED_OUT,
    },
    ENDED: {
        "sign_in_started": SIGNING_IN,
        "session_restored": SIGNED_IN,
        "session_adopted": SIGNED_IN,
        "signed_out": SIGNED_OUT,
    },
}
"""The state that each event leads to, by the state it happens in."""

REASONS: "tuple[Reason, ...]" = (
    "refused",
    "signed_out_elsewhere",
    "user_changed",
    "session_limit",
    "idle",
)
"""Why a session may end without the person's own decision in this tab."""

WITH_A_PERSON: "tuple[State, ...]" = (SIGNED_IN, RENEWING, OFFLINE)
"""The states in which somebody is signed in."""


class Session:
    """The state of the session at one moment: an immutable value without tokens.

    Attributes:
        state: One of the states of this module.
        user: The claims of the checked ID token, or None.
        expires_at: When the access token expires, in epoch seconds of this device, or None.
        received_at: When the access token was received, in epoch seconds of this device, or None.
        renewals: The number of renewals since the sign-in.
        event: The event that led to this state; empty at the beginning.
        reason: Why the session ended, one of `REASONS`, or empty.
        error: Why a sign-in or a renewal failed, or None.
        app_state: What the app passed to the `sign_in` that led here.
    """

    def __init__(
        self,
        state: "State" = BOOTING,
        *,
        user: IdTokenClaims | None = None,
        expires_at: float | None = None,
        received_at: float | None = None,
        renewals: int = 0,
        event: "Event | Literal['']" = "",
        reason: "Reason | Literal['']" = "",
        error: AuthError | None = None,
        app_state: object = None,
    ) -> None:
        self.state = state
        self.user = user
        self.expires_at = expires_at
        self.received_at = received_at
        self.renewals = renewals
        self.event = event
        self.reason = reason
        self.error = error
        self.app_state = app_state

    def __repr__(self) -> str:
        return f"<Session {self.state}{' ' + self.reason if self.reason else ''}>"

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is signed in, online or offline."""
        return self.state in WITH_A_PERSON


def next_state(state: "State", event: "Event") -> "State":
    """Return the state that `event` leads to.

    Args:
        state: Where the session is.
        event: What happened.

    Raises:
        ValueError: The table has no such step.
    """
    if event not in TRANSITIONS[state]:
        raise ValueError(f"{event} cannot happen in {state}")
    return TRANSITIONS[state][event]
