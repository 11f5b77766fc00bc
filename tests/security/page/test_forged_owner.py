"""A program that pretends to be the owner of a session sends messages that no owner sends."""

import asyncio
import json

import pytest

from auth.errors import TransportFailed
from auth.remote.client import RemoteClient
from auth.remote.session import write_session
from auth.session.states import Session
from auth.testing.message_port import LocalPort
from tests.support.remote import settle
from tests.support.tab import Browser, signed_in

NOBODY = write_session(Session("signed_out"))
SESSION = {"type": "session", "number": 1, "session": NOBODY}


def session(**changes: object) -> dict[str, object]:
    """Return a message with a session; `changes` replace its members."""
    return {**SESSION, "session": {**NOBODY, **changes}}


ERROR = {"name": "TransportFailed", "text": "x", "is_redirect": False}

JUNK: tuple[object, ...] = (
    "",
    "null",
    "[]",
    "[" * 5000,
    {"type": "hello", "version": 1},
    {"type": "session", "number": 1},
    {**SESSION, "number": -1},
    {**SESSION, "more": 1},
    session(state="admin"),
    session(state=["signed_in"]),
    session(state="signed_in"),
    session(user={"sub": "x", "exp": 1, "iat": 1}),
    session(state="signed_in", user={"sub": 7, "exp": 1, "iat": 1}),
    session(state="signed_in", user={"sub": "x", "exp": "1", "iat": 1}),
    session(state="signed_in", user="ada"),
    session(event="exploded"),
    session(event={}),
    session(reason="none"),
    session(renewals=-1),
    session(renewals=None),
    session(expires_at="x"),
    session(access_token="x"),
    session(error="x"),
    session(error={}),
    session(error={**ERROR, "name": "KeyError"}),
    session(error={**ERROR, "name": "Any"}),
    session(error={**ERROR, "name": "ApiStatusError"}),
    session(error={**ERROR, "name": ["TransportFailed"]}),
    session(error={**ERROR, "text": 7}),
    session(error={**ERROR, "more": 7}),
    session(error={**ERROR, "text": "x" * 10_000}),
    session(error={"name": "TransportFailed", "text": "x"}),
    session(error={"name": "ConfigurationChanged", "keys": "x"}),
    session(error={"name": "StepUpRequired", "max_age": "1", "acr_values": ""}),
    session(error={"name": "TokenRequestRejected", "error": "", "status": "", "retry_after": None}),
    {"type": "failure", "id": 1, "error": {}},
    {"type": "chunk", "id": 1, "is_last": "yes"},
)


async def served_by_a_forger(browser: Browser) -> tuple[LocalPort, LocalPort, RemoteClient]:
    """Return both ends of a port, and a client that has got a session over it."""
    owner, port = LocalPort.pair()
    client = RemoteClient(port, browser.clock)
    owner.post(json.dumps(SESSION))
    await client.start()
    return owner, port, client


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
async def test_junk_ends_the_connection(one_browser: Browser, junk: object) -> None:
    """The client closes its port; nobody is signed in, and what waits raises."""
    owner, port, client = await served_by_a_forger(one_browser)
    call = asyncio.ensure_future(client.fetch("/api/user"))
    await settle()
    owner.post(junk if isinstance(junk, str) else json.dumps(junk))
    with pytest.raises(TransportFailed, match="malformed"):
        await call
    assert port.is_closed
    assert client.session.state == "signed_out"
    owner.post(json.dumps(SESSION))
    await settle()
    assert isinstance(client.session.error, TransportFailed)


@pytest.mark.parametrize(
    "first",
    [
        {"type": "result", "id": 1, "value": None},
        {"type": "failure", "id": 1, "error": ERROR},
        {"type": "chunk", "id": 1, "is_last": True},
        "x",
    ],
)
async def test_a_first_message_without_a_session_ends_the_connection(
    one_browser: Browser, first: object
) -> None:
    """`start` raises."""
    owner, port = LocalPort.pair()
    client = RemoteClient(port, one_browser.clock)
    owner.post(first if isinstance(first, str) else json.dumps(first))
    with pytest.raises(TransportFailed):
        await client.start()


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"status": 200},
        {"status": "200", "headers": {}},
        {"status": 200, "headers": []},
        {"status": 200, "headers": {"a": 7}},
        {"status": 200, "headers": {}, "url": "x"},
    ],
)
async def test_a_response_that_no_owner_sends_raises(one_browser: Browser, value: object) -> None:
    """And so does a body that is not one."""
    owner, _, client = await served_by_a_forger(one_browser)
    call = asyncio.ensure_future(client.fetch("/api/user"))
    await settle()
    owner.post(json.dumps({"type": "result", "id": 1, "value": value}))
    with pytest.raises(Exception, match="did not send a response"):
        await call


async def test_results_that_nobody_asked_for_are_dropped(one_browser: Browser) -> None:
    """They complete no other call."""
    owner, _, client = await served_by_a_forger(one_browser)
    call = asyncio.ensure_future(client.revoke())
    await settle()
    owner.post(json.dumps({"type": "result", "id": 7, "value": True}))
    await settle()
    assert not call.done()
    owner.post(json.dumps({"type": "result", "id": 1, "value": True}))
    assert await call is True


async def test_a_second_owner_does_not_replace_the_first(one_browser: Browser) -> None:
    """A client has one port: what another program offers later is not listened to."""
    _, port, client = await served_by_a_forger(one_browser)
    await signed_in(one_browser, "grace")
    await client.start()
    assert client.session.state == "signed_out"
    assert [json.loads(message)["type"] for message in port.sent] == ["hello"]
