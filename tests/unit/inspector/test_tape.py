"""A tape is bounded, survives a redirect, and works without storage."""

import json

import pytest

from auth.testing.doubles import LocalChannel, ManualClock, MemoryStorage, ServerCrypto
from inspector.recorder.tape import LIMIT, NEXT_KEY, PREFIX, UNWANTED, WANTED, Tape
from inspector.recording import Recordings, parse_event


def tape(storage: MemoryStorage, channel: LocalChannel | None = None) -> Tape:
    """Return a recorder of a new page in that tab."""
    return Tape(
        storage=storage,
        channel=channel or LocalChannel(),
        clock=ManualClock(),
        random_bytes=ServerCrypto().random_bytes,
    )


def test_the_next_page_of_a_tab_goes_on_with_the_recording() -> None:
    """A redirect loses nothing, and the tab keeps its name."""
    storage = MemoryStorage()
    before = tape(storage)
    before.note("loaded", "/")
    after = tape(storage)
    after.note("loaded", "/reports")
    assert [json.loads(line)["what"] for line in after.lines()] == ["/", "/reports"]
    assert after.tab == before.tab


def test_only_the_latest_events_are_kept() -> None:
    """A tab that is open for months stays small."""
    storage = MemoryStorage()
    one = tape(storage)
    for number in range(LIMIT + 5):
        one.note("loaded", f"/{number}")
    assert [json.loads(line)["what"] for line in one.lines()] == [
        f"/{number}" for number in range(5, LIMIT + 5)
    ]
    assert len([key for key in storage.entries if key.startswith(PREFIX)]) == LIMIT


@pytest.mark.parametrize("junk", ["-1", "²", "x", " ", ""])
def test_a_damaged_count_begins_anew(junk: str) -> None:
    """Storage may contain any value under the key."""
    one = tape(MemoryStorage({NEXT_KEY: junk}))
    one.note("loaded", "/")
    assert len(one.lines()) == 1


def test_storage_that_fails_stops_nobody() -> None:
    """Events that cannot be stored are still sent."""
    storage, wire = MemoryStorage(), LocalChannel()
    storage.broken = ("get", "set", "remove")
    heard: list[str] = []
    wire.listen(heard.append)
    one = tape(storage, LocalChannel(beside=wire))
    one.note("loaded", "/")
    assert len(heard) == 1
    assert one.lines() == []


def test_an_inspector_hears_what_came_before_it() -> None:
    """An inspector that requests the recording gets every event once."""
    storage, wire = MemoryStorage(), LocalChannel()
    one = tape(storage, LocalChannel(beside=wire))
    one.note("loaded", "/")
    recordings, heard = Recordings(), list[bool]()
    wire.listen(lambda message: heard.append(recordings.hear(message)))
    wire.post(WANTED)
    one.note("loaded", "/reports")
    wire.post(WANTED)
    assert [event.what for event in recordings.events(one.tab)] == ["/", "/reports"]
    assert heard == [True, True, False]


def test_a_recording_can_be_forgotten() -> None:
    """An inspector can delete all events."""
    storage, wire = MemoryStorage(), LocalChannel()
    one = tape(storage, LocalChannel(beside=wire))
    one.note("loaded", "/")
    wire.post(UNWANTED)
    assert one.lines() == []
    assert [key for key in storage.entries if key.startswith(PREFIX)] == []


def test_a_closed_tape_says_nothing_more() -> None:
    """After `close`, events are stored but not sent."""
    wire, heard = LocalChannel(), list[str]()
    wire.listen(heard.append)
    storage = MemoryStorage()
    one = tape(storage, LocalChannel(beside=wire))
    one.close()
    one.close()
    one.note("loaded", "/")
    assert heard == []
    assert len(one.lines()) == 1


def test_an_event_is_read_as_it_was_written() -> None:
    """What took time says how long, what did not says nothing of it."""
    storage = MemoryStorage()
    one = tape(storage)
    one.note("response", "GET /", source="api", status=200, since=-0.25, facts=[["body", "•3"]])
    event = parse_event(one.lines()[0])
    assert event is not None
    assert (event.source, event.target, event.status, event.facts) == (
        "api",
        "page",
        200,
        (("body", "•3"),),
    )
    assert event.ms == 250
