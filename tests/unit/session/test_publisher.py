"""The current session and its listeners."""

import pytest

from auth.errors import TransportFailed
from auth.session.publisher import SessionPublisher
from auth.session.states import Session
from tests.unit import samples


def publisher_after(*events: str) -> SessionPublisher:
    """Give a publisher that was told of these events."""
    publisher = SessionPublisher()
    for event in events:
        publisher.move(event)
    return publisher


def test_a_move_describes_the_new_session() -> None:
    """The record's claims, times and app state are in it, with reason and error."""
    record, error = samples.session_record(app_state=[1]), TransportFailed("no answer")
    session = SessionPublisher().move(
        "session_restored", record=record, reason="because", error=error
    )
    assert (session.state, session.user, session.expires_at) == (
        "signed_in",
        record.claims,
        record.expires_at,
    )
    assert (session.received_at, session.renewals) == (record.received_at, record.sequence)
    assert (session.app_state, session.reason, session.error) == ([1], "because", error)


def test_a_move_without_a_record_describes_nobody() -> None:
    """Nothing of the session before is carried over."""
    publisher = SessionPublisher()
    publisher.move("session_restored", record=samples.session_record())
    session = publisher.move("signed_out")
    assert (session.user, session.expires_at, session.app_state) == (None, None, None)
    assert (session.received_at, session.renewals) == (None, 0)
    assert publisher.session is session


def test_an_impossible_event_changes_nothing() -> None:
    """What the table does not list raises, and nobody hears of it."""
    publisher = publisher_after("nothing_stored")
    heard: list[Session] = []
    publisher.subscribe(heard.append)
    with pytest.raises(ValueError, match="renewed cannot happen in signed_out"):
        publisher.move("renewed")
    assert (publisher.session.state, heard) == ("signed_out", [])


@pytest.mark.parametrize(
    ("events", "event", "grows"),
    [
        ((), "session_restored", False),
        (("session_restored",), "renewal_started", False),
        (("session_restored", "renewal_started"), "renewed", False),
        (("session_restored", "renewal_started"), "renewal_impossible", False),
        (("session_restored",), "signed_out", True),
        (("session_restored",), "sign_in_started", True),
        (("session_restored",), "session_ended", True),
        (("nothing_stored",), "signed_out", True),
    ],
)
def test_the_generation_grows_when_the_person_may_change(
    events: tuple[str, ...], event: str, *, grows: bool
) -> None:
    """A renewal keeps it; leaving a session, by whatever way, makes answers of before late."""
    publisher = publisher_after(*events)
    before = publisher.generation
    publisher.move(event)
    assert (publisher.generation > before) is grows


def test_listeners_hear_in_order_until_they_stop() -> None:
    """Each gets every session; stopping twice is harmless."""
    publisher, heard = SessionPublisher(), []
    stop = publisher.subscribe(lambda session: heard.append(("first", session.state)))
    publisher.subscribe(lambda session: heard.append(("second", session.state)))
    publisher.move("nothing_stored")
    stop()
    stop()
    publisher.move("sign_in_started")
    assert heard == [("first", "signed_out"), ("second", "signed_out"), ("second", "signing_in")]


def test_a_listener_may_stop_in_the_middle() -> None:
    """Unsubscribing from within a call skips nobody."""
    publisher, heard = SessionPublisher(), []

    def once(_session: Session) -> None:
        heard.append("once")
        stop()

    stop = publisher.subscribe(once)
    publisher.subscribe(lambda _: heard.append("always"))
    publisher.move("nothing_stored")
    publisher.move("sign_in_started")
    assert heard == ["once", "always", "always"]


def test_a_fault_in_a_listener_is_reported_and_stops_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The others hear of the session all the same."""
    heard: list[str] = []

    def fail(_session: Session) -> None:
        raise RuntimeError("eyJhbGciOi")

    publisher = SessionPublisher()
    publisher.subscribe(fail)
    publisher.subscribe(lambda session: heard.append(session.state))
    publisher.move("nothing_stored")
    assert "auth: a session listener raised RuntimeError\n" in capsys.readouterr().err
    assert heard == ["signed_out"]
