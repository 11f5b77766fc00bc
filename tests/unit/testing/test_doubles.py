"""The doubles of the ports behave like the ports."""

import asyncio
from functools import partial

import pytest
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp

from auth.errors import AuthError, StorageUnavailable, TransportFailed
from auth.ports import Transport
from auth.protocol.http import Request, Response
from auth.protocol.jose import VerificationKey
from auth.testing.doubles import (
    DirectTransport,
    FailingTransport,
    LocalChannel,
    LocalLocks,
    ManualClock,
    MemoryStorage,
    RecordingNavigation,
    ScriptedStream,
    ScriptedTransport,
    ServerCrypto,
)
from cognito_stand_in import FakeCognito
from tests.support import samples

HELLO = Request("GET", "http://localhost:8000/hello")


def send(transport: Transport, request: Request = HELLO) -> Response:
    """Send one request."""
    return asyncio.run(transport.send(request))


def page(app: ASGIApp) -> DirectTransport:
    """Return a transport to a page's own origin."""
    return DirectTransport({"http://localhost:8000": app})


def test_storage_keeps_until_it_forgets() -> None:
    """An absent key is None, and removing it twice is harmless."""
    storage = MemoryStorage({"a": "1"})
    storage.set("b", "2")
    storage.remove("a")
    storage.remove("a")
    assert (storage.get("a"), storage.get("b"), storage.keys()) == (None, "2", ["b"])


@pytest.mark.parametrize("method", ["get", "set", "remove", "keys"])
def test_storage_breaks_by_method(method: str) -> None:
    """What is named fails in the port's way, and the rest goes on."""
    storage = MemoryStorage({"a": "1"})
    storage.broken = (method,)
    calls = {
        "get": lambda: storage.get("a"),
        "set": lambda: storage.set("a", "2"),
        "remove": lambda: storage.remove("b"),
        "keys": storage.keys,
    }
    for name, call in calls.items():
        if name == method:
            with pytest.raises(StorageUnavailable):
                call()
        else:
            call()


def test_navigation_remembers_where_it_was_sent() -> None:
    """Replacing changes the address; leaving only takes a note."""
    navigation = RecordingNavigation("http://localhost:8000/?code=x")
    navigation.replace_url("http://localhost:8000/")
    navigation.go("https://a.example/")
    navigation.go("https://b.example/", replace=True)
    assert navigation.current_url() == "http://localhost:8000/"
    assert navigation.replaced == ["http://localhost:8000/"]
    assert navigation.visited == ["https://a.example/", "https://b.example/"]
    assert navigation.without_history == ["https://b.example/"]


def test_an_application_is_reached_by_its_origin() -> None:
    """Status, headers and body come back whole."""
    response = send(page(PlainTextResponse("hello", 418, {"X-Kind": "teapot"})))
    assert (response.status, response.text(), response.headers["x-kind"]) == (
        418,
        "hello",
        "teapot",
    )


@pytest.mark.parametrize(
    "url", ["http://localhost:9000/", "https://localhost:8000/", "http://example.com/"]
)
def test_another_origin_gives_no_answer(url: str) -> None:
    """A request to an origin without an application fails, without a network."""
    with pytest.raises(TransportFailed):
        send(page(PlainTextResponse("hello")), Request("GET", url))


def test_a_redirect_gives_no_answer() -> None:
    """A redirect raises TransportFailed, as in a page."""
    with pytest.raises(TransportFailed):
        send(page(RedirectResponse("http://localhost:8000/elsewhere")))


def test_a_dropped_connection_gives_no_answer(cognito: FakeCognito) -> None:
    """The stand-in's faults arrive as a page would see them."""
    cognito.faults.enable("dropped-connection")
    transport = DirectTransport.to(cognito)
    with pytest.raises(TransportFailed):
        send(transport, Request("POST", f"{samples.DOMAIN}/oauth2/token", body="a=1"))


def test_both_origins_of_the_stand_in_are_reached(cognito: FakeCognito) -> None:
    """Requests to the domain and to the issuer get responses."""
    transport = DirectTransport.to(cognito)
    keys = send(transport, Request("GET", f"{samples.ISSUER}/.well-known/jwks.json"))
    refused = send(transport, Request("POST", f"{samples.DOMAIN}/oauth2/token", body=b"a=1"))
    assert (keys.status, refused.status) == (200, 400)


def test_the_cable_pulled_out() -> None:
    """FailingTransport raises for every request."""
    with pytest.raises(TransportFailed, match="<Request GET http://localhost:8000/hello>"):
        send(FailingTransport())


@pytest.mark.parametrize("answer", [samples.reply({}), TransportFailed("x")])
def test_a_script_comes_first_and_once(answer: Response | AuthError) -> None:
    """Scripted answers are given in order, to their own path only, and then the real one."""
    transport = ScriptedTransport(page(PlainTextResponse("hello")))
    transport.answer("/other", samples.reply(b"other"))
    transport.answer("/hello", answer)
    if isinstance(answer, AuthError):
        with pytest.raises(type(answer)):
            send(transport)
    else:
        assert send(transport) is answer
    assert send(transport).text() == "hello"
    assert transport.requests == transport.sent_to("/hello") == [HELLO, HELLO]


def test_something_can_happen_meanwhile() -> None:
    """The work is done after the answer was made and before it arrives, also where none comes."""
    seen: list[str] = []

    async def work() -> None:
        seen.append("meanwhile")

    transport = ScriptedTransport()
    transport.meanwhile("/hello", work)
    for _ in range(2):
        with pytest.raises(TransportFailed):
            send(transport)
    assert seen == ["meanwhile"]


def test_signatures_are_checked_for_real() -> None:
    """A signature of another key, or over something else, is refused."""
    signing = samples.signing_key("issuer")
    jwk = signing.public_jwk()
    key, crypto = VerificationKey(kid=jwk["kid"], n=jwk["n"], e=jwk["e"]), ServerCrypto()
    signature = signing.sign(b"data")
    assert asyncio.run(crypto.verify_rs256(key, b"data", signature))
    assert not asyncio.run(crypto.verify_rs256(key, b"date", signature))
    assert not asyncio.run(crypto.verify_rs256(key, b"data", b"short"))
    assert len({crypto.random_bytes(16) for _ in range(9)}) == 9


def test_time_passes_when_told_to() -> None:
    """`advance` moves the clock forwards and backwards."""
    clock = ManualClock(100.0)
    clock.advance(5)
    clock.advance(-10)
    assert clock.now() == 95.0


def test_a_lock_is_held_by_one_at_a_time() -> None:
    """Works under one name follow each other; another name is another lock."""
    seen: list[str] = []

    async def work(name: str) -> str:
        seen.append(f"{name} begins")
        await asyncio.sleep(0)
        seen.append(f"{name} ends")
        return name

    async def both(first: str, second: str) -> list[str]:
        locks = LocalLocks()
        held = [(first, "first"), (second, "second")]
        return await asyncio.gather(
            *[locks.hold(lock, partial(work, name), wait_seconds=1) for lock, name in held]
        )

    assert asyncio.run(both("a", "a")) == ["first", "second"]
    assert seen == ["first begins", "first ends", "second begins", "second ends"]
    seen.clear()
    asyncio.run(both("a", "b"))
    assert seen[:2] == ["first begins", "second begins"]


def test_a_channel_reaches_the_others() -> None:
    """Neither the sender nor closed or unconnected channels get the message."""
    heard: list[tuple[str, str]] = []
    first = LocalChannel()
    channels = {
        "first": first,
        "second": LocalChannel(beside=first),
        "closed": LocalChannel(beside=first),
        "stranger": LocalChannel(),
    }
    for name, channel in channels.items():
        channel.listen(lambda message, name=name: heard.append((name, message)))  # type: ignore[misc]
    channels["closed"].close()
    first.post("hello")
    channels["second"].post("bye")
    assert heard == [("second", "hello"), ("first", "bye")]


def test_cookies_are_not_readable() -> None:
    """Set-Cookie is removed from every response, as in browsers."""
    reply = PlainTextResponse("hello", headers={"X-Total": "3"})
    reply.set_cookie("session", "secret")
    assert "secret" not in str(send(page(reply)).headers)
    assert send(page(reply)).headers["x-total"] == "3"


def test_a_redirect_is_named_as_one() -> None:
    """The error has `is_redirect`, as in a page."""
    with pytest.raises(TransportFailed, match="redirect") as caught:
        send(page(RedirectResponse("/elsewhere")))
    assert caught.value.is_redirect


def test_a_stream_can_be_scripted() -> None:
    """Pieces, the end or an error, and a read after it was cancelled."""

    async def story() -> list[bytes | None]:
        whole = ScriptedStream([b"a", b"b"])
        got = [await whole.read() for _ in range(3)]
        whole.cancel()
        with pytest.raises(TransportFailed):
            await whole.read()
        broken = ScriptedStream([b"c"], TransportFailed("it broke"))
        got.append(await broken.read())
        with pytest.raises(TransportFailed, match="it broke"):
            await broken.read()
        return got

    assert asyncio.run(story()) == [b"a", b"b", None, b"c"]
