"""A client floods its port with messages, calls or streams."""

import json

from auth.protocol.http import Response
from auth.remote.connection import MOST_CALLS
from auth.remote.flood import MOST_MESSAGES
from auth.remote.owner import MOST_CLIENTS
from auth.testing.doubles import ScriptedStream
from auth.testing.message_port import LocalPort
from tests.security.page.test_forged_port_messages import FETCH, HELLO, call
from tests.support.remote import RawClient, connected, settle
from tests.support.tab import Browser


async def test_a_flood_of_messages_ends_the_connection(one_browser: Browser) -> None:
    """At once; a client that sends as many over a longer time is served."""
    pair = await connected(one_browser)
    patient, raw = RawClient(pair), RawClient(pair)
    await patient.send(HELLO)
    await raw.send(HELLO, *[{"type": "ping"}] * (MOST_MESSAGES - 1))
    assert not raw.is_closed
    await raw.send({"type": "ping"})
    assert raw.is_closed
    answered = len(raw.received)
    await raw.send(*[{"type": "ping"}] * 100)
    assert len(raw.received) == answered
    for _ in range(4):
        one_browser.clock.advance(1)
        await patient.send(*[{"type": "ping"}] * (MOST_MESSAGES // 2))
    assert not patient.is_closed
    assert (await pair.client.fetch("/api/user")).status == 200


async def test_a_flood_of_calls_ends_the_connection(one_browser: Browser) -> None:
    """Nothing that it asked for is answered, and its requests are aborted."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    await raw.send(HELLO)
    number = raw.received[0]["number"]
    for at in range(MOST_CALLS + 1):
        raw.port.post(json.dumps(call(id=at, session=number)))
    await settle()
    assert raw.is_closed
    assert [one["type"] for one in raw.received] == ["session", "closed"]
    signals = [request.signal for request in pair.tab.transport.sent_to("/api/user")]
    assert all(signal.aborted for signal in signals)


async def test_a_flood_of_streams_ends_the_connection(one_browser: Browser) -> None:
    """All of them are closed."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    await raw.send(HELLO)
    number = raw.received[0]["number"]
    streams = [ScriptedStream([b"x"]) for _ in range(MOST_CALLS)]
    arguments = {**FETCH, "stream": True}
    for at, stream in enumerate(streams):
        pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
        await raw.send(call(id=at, session=number, arguments=arguments))
    assert not raw.is_closed
    await raw.send(call(id=MOST_CALLS, session=number, arguments=arguments))
    assert raw.is_closed
    assert all(stream.is_cancelled for stream in streams)


async def test_a_number_that_is_used_twice_ends_the_connection(one_browser: Browser) -> None:
    """The answer to one call can never be taken for the other's."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    await raw.send(HELLO)
    number = raw.received[0]["number"]
    await raw.send(call(id=3, session=number), call(id=3, session=number))
    assert raw.is_closed
    assert [one["type"] for one in raw.received] == ["session", "closed"]


async def test_a_flood_of_ports_is_refused(one_browser: Browser) -> None:
    """The clients that are there stay."""
    pair = await connected(one_browser)
    for _ in range(MOST_CLIENTS - 1):
        pair.owner.serve(LocalPort.pair()[0])
    raw = RawClient(pair)
    await raw.send(HELLO)
    assert raw.is_closed
    assert [one["type"] for one in raw.received] == ["closed"]
    assert (await pair.client.fetch("/api/user")).status == 200
