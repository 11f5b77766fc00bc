"""The session in a message."""

import json

import pytest

from auth.errors import InvalidGrant, MalformedResponse
from auth.protocol.claims import IdTokenClaims
from auth.remote.session import RemoteSession, read_session, write_session
from auth.session.states import REASONS, TRANSITIONS, WITH_A_PERSON, Session
from auth.testing.doubles import START
from tests.support import samples

USER = IdTokenClaims(samples.id_claims(name="Ada"))


@pytest.mark.parametrize("state", TRANSITIONS)
def test_each_state_arrives_as_it_was(state: str) -> None:
    """With all attributes."""
    session = Session(
        state,  # type: ignore[arg-type]
        user=USER if state in WITH_A_PERSON else None,
        expires_at=START + 60,
        received_at=START,
        renewals=3,
        event="renewed",
        reason=REASONS[0],
        error=InvalidGrant("invalid_grant", status=400),
        app_state={"a": ["ä", None]},
    )
    arrived = read_session(json.loads(json.dumps(write_session(session))))
    assert write_session(arrived) == write_session(session)
    assert (arrived.user and arrived.user.name) == (session.user and session.user.name)


def test_a_person_who_is_leaving_may_be_shown() -> None:
    """From the click on "Sign in" until the page is left; in no other state without a session."""
    assert read_session(write_session(Session("signing_in", user=USER))).user is not None
    for state in ("signed_out", "ended", "booting"):
        with pytest.raises(MalformedResponse):
            read_session(write_session(Session(state, user=USER)))


def test_a_listener_that_publishes_a_later_session_is_the_last_to_hear_of_this_one() -> None:
    """As for the owner's listeners."""
    remote, seen = RemoteSession(), list[str]()

    def first(session: Session) -> None:
        if session.state == "signed_in":
            remote.replace(Session("signed_out"), 2)

    remote.subscribe(first)
    stop = remote.subscribe(lambda session: seen.append(session.state))
    remote.replace(Session("signed_in", user=USER), 1)
    assert (seen, remote.number) == (["signed_out"], 2)
    stop()
    stop()
    remote.replace(Session("signed_out"), 3)
    assert seen == ["signed_out"]
