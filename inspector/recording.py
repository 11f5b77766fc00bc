"""Parse the events that recorders have written. Storage and messages may contain anything."""

from dataclasses import dataclass
from typing import Literal, get_args

from auth.encoding import members
from auth.encoding.strict_json import parse_object
from auth.errors import AuthError, MalformedResponse

Lane = Literal["person", "tabs", "page", "cognito", "api"]
LANES: tuple[Lane, ...] = get_args(Lane)
"""The lanes from left to right: the person, the other tabs, this one, Cognito, the API."""


@dataclass(frozen=True)
class Event:
    """One event, as `inspector.recorder.tape` recorded it.

    `at` is in epoch seconds, `ms` is the duration in milliseconds or None, and `status` is 0 where
    there was no response.
    """

    id: str
    at: float
    kind: str
    what: str
    source: Lane
    target: Lane
    facts: tuple[tuple[str, str], ...]
    status: int
    ms: float | None

    def fact(self, name: str) -> str:
        """Return the fact called `name`, or an empty string."""
        return next((value for one, value in self.facts if one == name), "")


def parse_event(line: str) -> Event | None:
    """Parse a line of a recording; return None if it is invalid."""
    try:
        record = parse_object(line)
        return Event(
            id=members.string(record, "id"),
            at=members.number(record, "at"),
            kind=members.string(record, "kind"),
            what=str(record.get("what") or ""),
            source=_lane(record, "source"),
            target=_lane(record, "target"),
            facts=tuple(_facts(record.get("facts"))),
            status=int(members.number(record, "status")),
            ms=_duration(record.get("ms")),
        )
    except AuthError:
        return None


def _lane(record: dict[str, object], name: str) -> Lane:
    for lane in LANES:
        if record.get(name) == lane:
            return lane
    raise MalformedResponse(f"{name} is not a lane")


def _facts(value: object) -> list[tuple[str, str]]:
    pairs = value if isinstance(value, list) else []
    return [(str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, list) and pair[1:]]


def _duration(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value >= 0 else None


class Recordings:
    """The events of each tab, in order, each event once."""

    def __init__(self) -> None:
        self._by_tab: dict[str, dict[str, Event]] = {}

    def hear(self, message: str) -> bool:
        """Add the events in a message of a recorder; return whether any of them is new."""
        try:
            said = parse_object(message)
            if said.get("event") != "recorded":
                return False
            tab = members.string(said, "tab")
        except AuthError:
            return False
        lines = said.get("lines")
        return self.add(tab, [str(line) for line in lines] if isinstance(lines, list) else [])

    def add(self, tab: str, lines: list[str]) -> bool:
        """Add events of a tab; return whether any of them is new."""
        known = self._by_tab.setdefault(tab, {})
        events = [event for line in lines if (event := parse_event(line))]
        new = [event for event in events if event.id not in known]
        known.update({event.id: event for event in new})
        return bool(new)

    def forget(self) -> None:
        """Delete all events."""
        self._by_tab.clear()

    def tabs(self) -> list[str]:
        """Return the tabs, the one with the latest event first."""
        return sorted(self._by_tab, key=self._latest, reverse=True)

    def events(self, tab: str) -> list[Event]:
        """Return the events of a tab, oldest first."""
        return sorted(self._by_tab.get(tab, {}).values(), key=lambda event: event.at)

    def _latest(self, tab: str) -> float:
        return max((event.at for event in self._by_tab[tab].values()), default=0.0)
