"""The format of the messages."""

import json
from types import SimpleNamespace

import pytest

from auth.client import AuthClient
from auth.errors import MalformedResponse
from auth.remote import messages
from auth.remote.messages import CALLS, FROM_CLIENT, FROM_OWNER, message, parse_message

SAMPLES = (
    message("hello", version=1),
    message("call", id=1, session=1, name="refresh", arguments={}),
    message("pull", id=0),
    message("stop", id=1),
    message("active"),
    message("ping"),
    message("bye"),
    message("session", number=1, session={}),
    message("result", id=1, value=None),
    message("chunk", id=1, is_last=False),
    message("failure", id=1, error={}),
    message("click", element_id="x"),
    message("pong"),
    message("closed", reason="x"),
)


@pytest.mark.parametrize("document", SAMPLES)
def test_each_message_is_read_by_one_side(document: str) -> None:
    """What one side sends, the other side reads, and not the reverse."""
    kind = json.loads(document)["type"]
    ours, others = (FROM_CLIENT, FROM_OWNER) if kind in FROM_CLIENT else (FROM_OWNER, FROM_CLIENT)
    assert parse_message(document, ours) == json.loads(document)
    with pytest.raises(MalformedResponse):
        parse_message(document, others)


@pytest.mark.parametrize("document", SAMPLES)
def test_a_member_more_or_less_is_refused(document: str) -> None:
    """A message has exactly its members."""
    found = json.loads(document)
    formats = FROM_CLIENT if found["type"] in FROM_CLIENT else FROM_OWNER
    with pytest.raises(MalformedResponse):
        parse_message(json.dumps({**found, "more": 1}), formats)
    for name in found:
        with pytest.raises(MalformedResponse):
            parse_message(json.dumps({key: found[key] for key in found if key != name}), formats)


def test_every_call_is_a_method() -> None:
    """The last three are methods of `Page`."""
    names = [*CALLS]
    assert all(hasattr(AuthClient, name) for name in names[:-3])
    assert names[-3:] == ["write", "alert", "on_click"]


@pytest.mark.parametrize("document", [*SAMPLES, "", "x", "[]", "null", '"x"', '{"type": "ping",'])
def test_micropythons_own_parser_reads_the_same(
    monkeypatch: pytest.MonkeyPatch, document: str
) -> None:
    """It is used there because the strict one takes a millisecond for each message."""

    def outcome() -> object:
        try:
            return parse_message(document, FROM_CLIENT)
        except MalformedResponse:
            return None

    expected = outcome()
    monkeypatch.setattr(messages, "json", SimpleNamespace(loads=json.loads))
    assert outcome() == expected
