"""A client of an owner, or whoever got its port, sends messages that no client sends."""

import json

import pytest

from auth.remote.messages import LONGEST_MESSAGE
from tests.support.remote import RawClient, connected
from tests.support.tab import Browser

HELLO = {"type": "hello", "version": 1}
FETCH = {
    "url": "/api/user",
    "method": "GET",
    "headers": {},
    "timeout": 30,
    "stream": False,
    "step_up": False,
    "app_state": None,
}


def call(name: object = "fetch", **changes: object) -> dict[str, object]:
    """Return a call; `changes` replace its members."""
    own = {"type": "call", "id": 1, "session": 1, "name": name, "arguments": FETCH}
    return {**own, **changes}


JUNK: tuple[object, ...] = (
    "",
    "x",
    "null",
    "[]",
    "{}",
    "[" * 5000,
    '{"type": "ping", "type": "bye"}',
    '{"type": ' + '"' + "x" * LONGEST_MESSAGE + '"}',
    {"type": 7},
    {"type": "ping", "more": 1},
    {"type": "session", "number": 1, "session": {}},
    {"type": "call"},
    {"type": "stop", "id": "1"},
    {"type": "stop", "id": -1},
    {"type": "stop", "id": True},
    {"type": "stop", "id": 1.5},
    HELLO,
    call("hand_over", arguments={}),
    call("start", arguments={}),
    call("_calls", arguments={}),
    call("__class__", arguments={}),
    call(["fetch"]),
    call(id=None),
    call(session="1"),
    call(arguments=[]),
    call(arguments={}),
    call(arguments={**FETCH, "signal": None}),
    call(arguments={**FETCH, "body": "x"}),
    call("refresh", arguments={"force": True}),
    call("sign_out", arguments={"hosted": True}),
)


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
async def test_junk_ends_the_connection(one_browser: Browser, junk: object) -> None:
    """The port is closed, nothing was requested, and other clients are served as before."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    await raw.send(HELLO)
    assert [one["type"] for one in raw.received] == ["session"]
    await raw.send(junk)
    assert raw.is_closed
    assert raw.received[-1]["type"] == "closed"
    await raw.send(call(session=raw.received[0]["number"]))
    assert len(raw.received) == 2
    assert one_browser.api.seen == []
    assert pair.tab.client.session.is_signed_in
    assert (await pair.client.fetch("/api/user")).status == 200


@pytest.mark.parametrize("first", [call(), {"type": "ping"}, {"type": "hello", "version": 2}])
async def test_nothing_is_answered_before_hello(
    one_browser: Browser, first: dict[str, object]
) -> None:
    """Not even the session is sent to a program that does not speak this version."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    await raw.send(first, HELLO)
    assert [one["type"] for one in raw.received] == ["closed"]
    assert raw.is_closed


@pytest.mark.parametrize(
    "arguments",
    [
        {**FETCH, "url": 7},
        {**FETCH, "url": "https://elsewhere.example/"},
        {**FETCH, "url": "//elsewhere.example/"},
        {**FETCH, "method": "TRACE"},
        {**FETCH, "method": None},
        {**FETCH, "headers": {"Authorization": "Basic x"}},
        {**FETCH, "headers": {"X": "a\r\nHost: elsewhere.example"}},
        {**FETCH, "headers": []},
        {**FETCH, "headers": None},
        {**FETCH, "timeout": "30"},
        {**FETCH, "timeout": None},
        {**FETCH, "timeout": -1},
        {**FETCH, "stream": "yes"},
        {**FETCH, "step_up": "yes"},
        {**FETCH, "app_state": 1},
    ],
)
async def test_arguments_that_no_client_sends_are_refused(
    one_browser: Browser, arguments: dict[str, object]
) -> None:
    """The owner checks each argument itself; the token goes nowhere."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    await raw.send(HELLO)
    await raw.send(call(session=raw.received[0]["number"], arguments=arguments))
    [answer] = raw.received[1:]
    assert answer["type"] == "failure"
    assert json.dumps(answer["error"]).startswith('{"name": "ArgumentRefused"')
    assert one_browser.api.seen == []


@pytest.mark.parametrize(
    "parameters",
    [{"return_to": "x"}, {"app_state": "x"}, {"login_hint": 7}, {"redirect_uri": "x"}, [], None],
)
async def test_parameters_of_a_sign_in_are_checked(
    one_browser: Browser, parameters: object
) -> None:
    """They replace no argument, and only known ones go to Cognito."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    arguments = {"return_to": None, "app_state": None, "max_age": None, "parameters": parameters}
    await raw.send(HELLO, call("sign_in", arguments=arguments))
    assert [one["type"] for one in raw.received] == ["session", "failure"]
    assert pair.tab.navigation.visited == []


async def test_only_fetch_has_a_body(one_browser: Browser) -> None:
    """A body beside any other message ends the connection."""
    for message in ({"type": "ping"}, call("refresh", arguments={}), {"type": "stop", "id": 1}):
        pair = await connected(one_browser)
        raw = RawClient(pair)
        await raw.send(HELLO)
        await raw.send(message, body=b"x")
        assert raw.is_closed
        assert raw.received[-1]["type"] == "closed"
