"""Turn the events of a recording into the steps of a diagram, with a sentence for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from inspector.recording import Event, Lane

Tone = Literal["message", "answer", "unseen", "note", "state", "refusal"]
"""How a step looks."""

FRESH_SECONDS = 3600
"""How long a person may stay at Cognito's pages: the lifetime of a pending sign-in."""


@dataclass(frozen=True)
class Step:
    """One line of the diagram: an arrow between two lanes, or a note on one.

    `at` is in epoch seconds, `tone` selects the style, `details` are pairs of a name and a string,
    and `took` is in milliseconds.
    """

    at: float
    source: Lane
    target: Lane
    title: str
    tone: Tone
    details: tuple[tuple[str, str], ...] = ()
    took: float | None = None

    @property
    def is_note(self) -> bool:
        """Whether it happens in one place."""
        return self.source == self.target


def steps_of(events: list[Event]) -> list[Step]:
    """Return the steps of `events`, which are oldest first."""
    steps: list[Step] = []
    for at, event in enumerate(events):
        steps += _before(event)
        steps.append(_step(event))
        steps += _after(event, events[at + 1 :])
    return steps


_PRESSED = {
    ("kept", "pending sign-in"): "“Sign in”",
    ("session", "signed_out"): "“Sign out”",
}


def _before(event: Event) -> list[Step]:
    """Return what the user did, of which a page sees only the result."""
    pressed = _PRESSED.get((event.kind, event.what))
    return [Step(event.at, "person", "page", pressed, "message")] if pressed else []


def _after(event: Event, later: list[Event]) -> list[Step]:
    """Return what happens at Cognito's own pages, which no page of the app sees."""
    if event.kind != "left" or event.target != "cognito" or event.what == "/logout":
        return []
    state = event.fact("state")
    back = next((e for e in later if e.kind == "callback" and e.fact("state") == state), None)
    if back is None or back.at - event.at > FRESH_SECONDS:
        return []
    took = (back.at - event.at) * 1000
    title = "username and password, on Cognito’s page"
    return [Step(event.at, "person", "cognito", title, "unseen", took=took)]


def _step(event: Event) -> Step:
    title, tone = _WORDS.get(event.kind, _plain)(event)
    return Step(event.at, event.source, event.target, title, tone, _details(event), event.ms)


def _details(event: Event) -> tuple[tuple[str, str], ...]:
    """Return the facts, without those in the title and those for the table of tokens."""
    unsaid = ("state",) if event.kind == "session" else ("received_at", "expires_at")
    return tuple(fact for fact in event.facts if fact[0] not in unsaid)


def _plain(event: Event) -> tuple[str, Tone]:
    return f"{event.kind} {event.what}", "note"


def _session(event: Event) -> tuple[str, Tone]:
    refused = event.fact("error") or event.fact("reason")
    return f"{event.fact('state')} · {event.what}", "refusal" if refused else "state"


def _response(event: Event) -> tuple[str, Tone]:
    return str(event.status), "answer" if event.status < 400 else "refusal"


def _left(event: Event) -> tuple[str, Tone]:
    goes = "GET" if event.target == "cognito" else "navigates to"
    return f"{goes} {event.what}", "message" if event.target == "cognito" else "note"


def _callback(event: Event) -> tuple[str, Tone]:
    denied = event.fact("error")
    return f"302, back to {event.what}", "refusal" if denied else "answer"


def _checked(event: Event) -> tuple[str, Tone]:
    good = event.fact("signature") == "good"
    return "checks the ID token’s signature", "note" if good else "refusal"


_KEPT = {"pending sign-in": "stores the pending sign-in", "session": "stores the session"}
_FORGOT = {"pending sign-in": "removes the pending sign-in", "session": "removes the session"}

_WORDS: dict[str, Callable[[Event], tuple[str, Tone]]] = {
    "loaded": lambda event: (f"opens {event.what}", "note"),
    "session": _session,
    "left": _left,
    "callback": _callback,
    "request": lambda event: (event.what, "message"),
    "response": _response,
    "failed": lambda event: (f"no response: {event.what}", "refusal"),
    "kept": lambda event: (_KEPT.get(event.what, event.what), "note"),
    "forgot": lambda event: (_FORGOT.get(event.what, event.what), "note"),
    "checked": _checked,
    "lock": lambda event: (f"has the lock for the {event.what}", "note"),
    "said": lambda event: (f"sends “{event.what}”", "message"),
    "heard": lambda event: (f"receives “{event.what}”", "answer"),
}
