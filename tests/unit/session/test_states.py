"""The table of states, step by step."""

from typing import TYPE_CHECKING

import pytest

from auth.session import states as session
from auth.session.states import (
    BOOTING,
    ENDED,
    OFFLINE,
    RENEWING,
    SIGNED_IN,
    SIGNED_OUT,
    SIGNING_IN,
    TRANSITIONS,
    WITH_A_PERSON,
    Session,
    next_state,
)
from docs.session_diagram import mermaid

if TYPE_CHECKING:
    from auth.session.states import Event, State

STATES = (BOOTING, SIGNED_OUT, SIGNING_IN, SIGNED_IN, RENEWING, OFFLINE, ENDED)


def test_every_state_is_in_the_table() -> None:
    """The table has a row for each state, and leads to no other."""
    assert set(TRANSITIONS) == set(STATES)
    assert {after for row in TRANSITIONS.values() for after in row.values()} < set(STATES)


def test_every_state_can_be_reached() -> None:
    """From booting there is a way to each state."""
    reached, grown = {BOOTING}, set(TRANSITIONS[BOOTING].values())
    while not grown <= reached:
        reached |= grown
        grown = {after for state in reached for after in TRANSITIONS[state].values()}
    assert reached == set(STATES)


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (BOOTING, "nothing_stored", SIGNED_OUT),
        (BOOTING, "session_restored", SIGNED_IN),
        (BOOTING, "callback_received", SIGNING_IN),
        (BOOTING, "callback_refused", SIGNED_OUT),
        (SIGNED_OUT, "session_restored", SIGNED_IN),
        (SIGNED_OUT, "session_adopted", SIGNED_IN),
        (SIGNING_IN, "tokens_accepted", SIGNED_IN),
        (SIGNING_IN, "session_restored", SIGNED_IN),
        (SIGNING_IN, "sign_in_failed", SIGNED_OUT),
        (SIGNING_IN, "sign_in_abandoned", SIGNED_OUT),
        (SIGNED_IN, "renewal_started", RENEWING),
        (RENEWING, "renewed", SIGNED_IN),
        (RENEWING, "renewal_postponed", SIGNED_IN),
        (RENEWING, "renewal_impossible", OFFLINE),
        (OFFLINE, "renewal_started", RENEWING),
        (ENDED, "session_restored", SIGNED_IN),
        (ENDED, "session_adopted", SIGNED_IN),
    ],
)
def test_a_step_of_a_sign_in_or_a_renewal(state: "State", event: "Event", after: "State") -> None:
    """The steps that the properties below do not name."""
    assert next_state(state, event) == after


def test_any_other_event_raises() -> None:
    """An event that a state does not list is a bug of the caller."""
    with pytest.raises(ValueError, match="renewed cannot happen in signed_out"):
        next_state(SIGNED_OUT, "renewed")


@pytest.mark.parametrize("state", WITH_A_PERSON)
def test_another_tabs_renewal_signs_in(state: "State") -> None:
    """A signed-in tab adopts the session that another tab has renewed."""
    assert next_state(state, "session_adopted") == SIGNED_IN


@pytest.mark.parametrize("state", WITH_A_PERSON)
def test_a_warning_changes_no_state(state: "State") -> None:
    """A session that is about to expire goes on as it was."""
    assert next_state(state, "expiring") == state


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_signed_out_of(state: "State") -> None:
    """Leaving is always possible, and leads to the quiet state."""
    assert next_state(state, "signed_out") == SIGNED_OUT


@pytest.mark.parametrize("state", [state for state in STATES if state != SIGNING_IN])
def test_a_sign_in_can_be_begun_from_everywhere(state: "State") -> None:
    """Every state but signing in itself offers it."""
    assert next_state(state, "sign_in_started") == SIGNING_IN


@pytest.mark.parametrize("state", STATES)
def test_only_a_checked_id_token_signs_in(state: "State") -> None:
    """Nobody comes in but by one checked now, kept since, or handed over by another tab."""
    if state in WITH_A_PERSON:
        return
    entries = {event for event, after in TRANSITIONS[state].items() if after in WITH_A_PERSON}
    assert entries <= {"tokens_accepted", "session_restored", "session_adopted"}


@pytest.mark.parametrize("state", WITH_A_PERSON)
def test_a_session_ends_by_one_event_only(state: "State") -> None:
    """Trouble never ends one: not a failed renewal, nor anything that only warns."""
    endings = {event for event, after in TRANSITIONS[state].items() if after == ENDED}
    assert endings == {"session_ended"}


@pytest.mark.parametrize("state", STATES)
def test_being_signed_in_is_told_by_the_state(state: "State") -> None:
    """Signed in, renewing and offline count; the others do not."""
    assert Session(state).is_signed_in == (state in {SIGNED_IN, RENEWING, OFFLINE})


def test_a_new_session_knows_nothing() -> None:
    """It is booting, and everything else is empty."""
    fresh = Session()
    assert (fresh.state, fresh.user, fresh.expires_at) == (BOOTING, None, None)
    assert (fresh.reason, fresh.error, fresh.app_state) == ("", None, None)


def test_a_session_shows_its_state_and_reason() -> None:
    """The representation names no person and no token."""
    assert repr(Session()) == "<Session booting>"
    assert repr(Session(ENDED, reason="refused")) == "<Session ended refused>"


def test_the_diagram_has_an_arrow_for_each_step() -> None:
    """ARCHITECTURE.md shows the table and nothing else."""
    lines = mermaid().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> booting"]
    arrows = [
        f"    {state} --> {after}: {event}"
        for state, row in TRANSITIONS.items()
        for event, after in row.items()
    ]
    assert sorted(lines[2:]) == sorted(arrows)


def test_the_prose_names_every_state() -> None:
    """The page of prose above the table is about all of it."""
    assert session.__doc__ is not None
    assert all(state in session.__doc__ for state in STATES)
