"""A session's life, as one table.

Two rules hold. Everything about states is in this file; and this file does no I/O and knows no
tokens. `CurrentSession` reports what happened, the table says where that leads.

A page starts out *booting*: nothing is known yet, and nothing may be shown as if it were. Whatever
is stored, or stands in the address bar, then decides. *signing_in* spans both ends of a sign-in:
from the click until the browser leaves, and from the callback until its tokens have been checked.
Only a checked ID token leads to *signed_in*.

From there the access token is renewed now and then: *renewing*. A renewal that fails for reasons
that say nothing about the person (no network, a busy server) is postponed while the access token
lasts, and then leads to *offline*: still the same person, but nothing can be fetched just now.
Another tab may do the renewing, and its session is then *adopted*. Only a definite refusal, a
sign-out somewhere else, another person's sign-in, or a limit that the app has set leads to *ended*,
which carries its reason, so that a page can explain itself.

*signed_out* is the quiet state: nobody has been here, or they left by their own decision.

Any state may be signed out of. An event that a state does not list is a bug in this package and
raises: a session that moves in ways nobody drew is how rivals sign people in after they have left.
"""

from ..errors import AuthError
from ..protocol.id_token_claims import IdTokenClaims

BOOTING = "booting"
SIGNED_OUT = "signed_out"
SIGNING_IN = "signing_in"
SIGNED_IN = "signed_in"
RENEWING = "renewing"
OFFLINE = "offline"
ENDED = "ended"

TRANSITIONS = {
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
"""Where each event leads from each state."""

REASONS = ("refused", "signed_out_elsewhere", "user_changed", "session_limit", "idle")
"""Why a session may end without the person's own decision in this tab."""

WITH_A_PERSON = (SIGNED_IN, RENEWING, OFFLINE)
"""The states in which somebody is signed in."""


class Session:
    """What is known about the person at this moment: a value, safe to keep and to show.

    `user` holds the claims of the checked ID token, or None. `expires_at` is when the access token
    ends, `received_at` when it came, both in epoch seconds of this device, or None; `renewals`
    counts its renewals since the sign-in. `event` is the step of the table that led here. `reason`,
    one of `REASONS`, says why a session ended, `error` why a sign-in or a renewal failed;
    `app_state` is what was given to the `sign_in` that led here.
    """

    def __init__(
        self,
        state: str = BOOTING,
        *,
        user: IdTokenClaims | None = None,
        expires_at: float | None = None,
        received_at: float | None = None,
        renewals: int = 0,
        event: str = "",
        reason: str = "",
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
        """Whether somebody is signed in, be it online or offline."""
        return self.state in WITH_A_PERSON


def next_state(state: str, event: str) -> str:
    """Give the state that `event` leads to. Raises ValueError when the table has no such step."""
    if event not in TRANSITIONS[state]:
        raise ValueError(f"{event} cannot happen in {state}")
    return TRANSITIONS[state][event]


def mermaid() -> str:
    """Draw the table as a Mermaid state diagram, for ARCHITECTURE.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {BOOTING}"]
    for state in sorted(TRANSITIONS):
        steps = TRANSITIONS[state]
        lines += [f"    {state} --> {steps[event]}: {event}" for event in sorted(steps)]
    return "\n".join(lines)
