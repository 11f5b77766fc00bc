"""Generations of tokens, what they say, and who accepts them."""

import asyncio
import json

import pytest

from auth.errors import TransportFailed
from auth.protocol.http import Response
from auth.protocol.token_endpoint import TokenSet
from auth.testing.doubles import ScriptedTransport
from inspector.recorder.redaction import hidden
from inspector.recording import parse_event
from inspector.tokens.claims import claims_of, side_by_side
from inspector.tokens.generations import Generation, Lineage
from inspector.tokens.probes import API, USER_INFO, probe_token
from tests.support import samples
from tests.support.tab import REVOKE_PATH, Tab
from tests.unit.inspector.recorded import inspected


def lineage(*sequences: int) -> Lineage:
    """Return the generations of a session that was seen after these renewals."""
    one = Lineage()
    for sequence in sequences:
        token = f"access-token-{sequence}"
        one.take(
            samples.session_record(
                access_token=token, sequence=sequence, received_at=float(sequence)
            )
        )
    return one


def names(one: Lineage) -> list[tuple[str, str]]:
    """Return each generation's name and its parent's."""
    return [(each.name, each.parent) for each in one.generations]


def test_each_renewal_is_a_generation() -> None:
    """The first came of the sign-in, each other one of the one before."""
    one = lineage(0, 1, 2)
    assert names(one) == [("0", ""), ("1", "0"), ("2", "1")]
    assert not one.take(samples.session_record(access_token="access-token-2", sequence=2))


@pytest.mark.parametrize("text", ["²", "٣", "-1", "1e3", "x", "", "9" * 400])
def test_a_recording_may_contain_any_text_as_a_number(text: str) -> None:
    """Storage and messages come from outside; what is not a number counts as 0."""
    one = lineage(1)
    facts = [["family", hidden(samples.session_record().family)], ["access_token", "•1 #0"]]
    facts += [[name, text] for name in ("received_at", "expires_at", "sequence")]
    event = {"id": "1", "at": 1, "kind": "kept", "what": "session", "source": "page"}
    line = json.dumps({**event, "target": "page", "facts": facts, "status": 0, "ms": -1})
    recorded = parse_event(line)
    assert recorded is not None
    one.recall([recorded])
    assert names(one)[0] == ("0", "")


def test_another_sign_in_begins_anew() -> None:
    """Tokens of somebody who has left are not kept."""
    one = lineage(0, 1)
    one.take(samples.session_record(family="another"))
    assert names(one) == [("0", "")]
    one.forget()
    assert one.generations == []


def test_a_recording_tells_of_generations_that_nobody_kept() -> None:
    """They are shown, but their tokens are not there to be tried."""

    async def story(tab: Tab) -> Lineage:
        await tab.sign_in()
        await tab.client.refresh()
        record = tab.client._current.record
        assert record is not None
        one = Lineage()
        one.take(record)
        return one

    with inspected() as recorded:
        one = asyncio.run(story(recorded.browser.tab()))
        events = recorded.events()
    one.recall(events)
    one.recall(events)
    first, second = one.generations
    assert (first.name, first.tokens, second.name) == ("0", None, "1")
    assert first.mark.startswith("•")
    assert first.expires_at - first.received_at == 3600
    assert second.tokens is not None


def test_a_refresh_token_that_is_used_again_makes_a_branch() -> None:
    """The lineage is a tree: two generations can have one parent."""
    one = lineage(0, 1)
    parent = one.generations[0]
    answer = TokenSet(access_token="other", expires_in=60, id_token=None, refresh_token=None)
    born = one.branch(parent, answer, 100.0)
    assert names(one) == [("0", ""), ("1 again", "0"), ("1", "0")]
    assert born.expires_at == 160
    assert one.with_mark(hidden("other")) is born


def test_no_generation_shows_its_tokens() -> None:
    """The representation contains no token."""
    assert "access-token-0" not in repr(lineage(0).generations)


def test_the_current_generation_is_found_by_the_session() -> None:
    """The one whose access token the session has."""
    one = lineage(0, 1)
    record = samples.session_record(access_token="access-token-1")
    assert one.current(record) is one.generations[1]
    assert one.current(samples.session_record(access_token="unknown")) is None


def test_claims_stand_side_by_side() -> None:
    """What both say comes first; what could be repeated is not shown."""
    id_token = samples.sign(
        samples.id_claims(email_verified=True, **{"cognito:groups": ["a", "b"]})
    )
    access_token = samples.sign({"sub": "somebody", "scope": "openid"})
    rows = {name: (left, right) for name, left, right in side_by_side(id_token, access_token)}
    assert next(iter(rows)) == "sub"
    assert rows["sub"][1] == "somebody"
    assert rows["nonce"] == (hidden("the-nonce"), "")
    assert rows["cognito:groups"][0] == "a, b"
    assert rows["email_verified"][0] == "true"
    assert rows["scope"] == ("", "openid")


@pytest.mark.parametrize("token", [None, "", "opaque", "a.b.c"])
def test_a_token_that_cannot_be_read_says_nothing(token: str | None) -> None:
    """It has no claims, and raises nothing: Cognito's refresh tokens are encrypted."""
    assert claims_of(token) == {}


def test_a_revoked_access_token_is_accepted_by_the_api_alone() -> None:
    """Cognito knows of the revocation, a signature does not."""

    async def story(tab: Tab) -> list[dict[str, str]]:
        await tab.sign_in()
        token = await tab.client.get_access_token()
        before = await probe_token(tab.config, tab.transport, token)
        await tab.client.revoke()
        assert tab.transport.sent_to(REVOKE_PATH)
        return [before, await probe_token(tab.config, tab.transport, token)]

    with inspected() as one:
        before, after = asyncio.run(story(one.browser.tab()))
    assert before == {USER_INFO: "accepts", API: "accepts"}
    assert after == {USER_INFO: "refuses (401)", API: "accepts"}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (TransportFailed("cable out"), "no response"),
        (Response(500, headers={}, body=b""), "cannot say"),
        (Response(403, headers={}, body=b""), "refuses (403)"),
    ],
)
def test_trouble_is_no_verdict(answer: Response | TransportFailed, verdict: str) -> None:
    """A server that is down says nothing about a token."""
    transport = ScriptedTransport()
    transport.answer("/api/user", answer)
    said = asyncio.run(probe_token(samples.config(), transport, "token"))
    assert said == {USER_INFO: "no response", API: verdict}


def test_a_generation_begins_unasked() -> None:
    """A new generation has no answers."""
    one = Generation("0", "", "•1 #0", 0.0, 1.0)
    assert (one.answers, one.is_revoked) == ({}, False)
