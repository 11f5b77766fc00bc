"""Recordings are parsed strictly, because storage and messages may contain anything."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.recording import Recordings, parse_event

SOUND = {
    "id": "a.1",
    "at": 1800000000.5,
    "kind": "request",
    "what": "GET /",
    "source": "page",
    "target": "api",
    "facts": [["a", "b"]],
    "status": 0,
    "ms": -1,
}


def line(**changes: object) -> str:
    """Return a valid line with these changes."""
    return json.dumps({**SOUND, **changes})


def test_a_sound_line_is_an_event() -> None:
    """Every member is read."""
    event = parse_event(line())
    assert event is not None
    assert (event.id, event.what, event.fact("a"), event.ms) == ("a.1", "GET /", "b", None)
    assert event.fact("missing") == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 1},
        {"at": "now"},
        {"source": "moon"},
        {"target": ""},
        {"status": None},
        {"kind": None},
    ],
)
def test_a_damaged_line_is_none(changes: dict[str, object]) -> None:
    """`parse_event` returns None."""
    assert parse_event(line(**changes)) is None


@given(st.text() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
@settings(max_examples=40)
def test_junk_is_passed_over(text: str) -> None:
    """Invalid lines and messages raise nothing."""
    assert parse_event(text) is None
    assert not Recordings().hear(text)
    assert not Recordings().hear(json.dumps({"event": "recorded", "tab": "a", "lines": [text]}))


def test_each_event_counts_once_and_in_order() -> None:
    """Lines that are sent again change nothing."""
    recordings = Recordings()
    later, earlier = line(id="a.2", at=2.0), line(id="a.1", at=1.0)
    assert recordings.add("tab", [later, earlier])
    assert not recordings.add("tab", [earlier])
    assert [event.id for event in recordings.events("tab")] == ["a.1", "a.2"]


def test_events_of_one_moment_keep_the_order_they_came_in() -> None:
    """The order is that of the tape."""
    recordings = Recordings()
    recordings.add("tab", [line(id="b.1"), line(id="a.10"), line(id="a.11")])
    assert [event.id for event in recordings.events("tab")] == ["b.1", "a.10", "a.11"]


def test_the_tab_that_was_active_last_comes_first() -> None:
    """That is the one somebody is looking for."""
    recordings = Recordings()
    recordings.add("old", [line(at=1.0)])
    recordings.add("new", [line(at=2.0)])
    recordings.add("silent", [])
    assert recordings.tabs() == ["new", "old", "silent"]
    recordings.forget()
    assert recordings.tabs() == []
