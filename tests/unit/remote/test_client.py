"""RemoteClient: the methods of AuthClient, over a port."""

import asyncio
import inspect

import pytest

from auth.client import AuthClient
from auth.errors import (
    ApiRequestFailed,
    ApiStatusError,
    ArgumentRefused,
    SignInRequired,
    StepUpRequired,
    TransportFailed,
)
from auth.protocol.http import Response
from auth.remote.client import CONNECT_SECONDS, RemoteClient
from auth.remote.pending import MOST_CALLS, PING_SECONDS
from auth.testing.doubles import ScriptedStream
from auth.testing.message_port import LocalPort, ManualAbortController
from tests.support import samples
from tests.support.remote import Pair, connected, settle
from tests.support.tab import TOKEN_PATH, Browser

NOT_FOR_CLIENTS = {"hand_over"}


def test_it_has_the_methods_of_an_auth_client() -> None:
    """A program can use either; their arguments have the same names and defaults."""
    for name, method in inspect.getmembers(AuthClient, inspect.isfunction):
        if name.startswith("_") or name in NOT_FOR_CLIENTS:
            continue
        own = inspect.signature(getattr(RemoteClient, name))
        assert list(own.parameters.values()) == list(inspect.signature(method).parameters.values())


async def test_the_session_arrives_without_tokens(one_browser: Browser) -> None:
    """The client knows who is signed in and until when."""
    pair = await connected(one_browser)
    own, theirs = pair.tab.client.session, pair.client.session
    assert own.user is not None
    assert theirs.user is not None
    assert (theirs.state, theirs.user.name, theirs.user.groups, theirs.expires_at) == (
        "signed_in",
        own.user.name,
        own.user.groups,
        own.expires_at,
    )
    record = pair.tab.client._current.record
    assert record is not None
    for secret in (record.access_token, record.id_token, record.refresh_token):
        assert str(secret) not in pair.messages()


async def test_changes_of_the_session_arrive_with_their_events(one_browser: Browser) -> None:
    """Renewal, sign-out and the names of events are as on the page."""
    pair = await connected(one_browser)
    seen: list[tuple[str, str]] = []
    pair.client.on("changed", lambda session: seen.append(("changed", session.state)))
    pair.client.on("renewed", lambda session: seen.append(("renewed", str(session.renewals))))
    await pair.tab.client.refresh()
    await settle()
    assert seen == [("changed", "renewing"), ("renewed", "1"), ("changed", "signed_in")]
    await pair.tab.client.sign_out(hosted=False)
    await settle()
    assert (pair.client.session.state, pair.client.session.event) == ("signed_out", "signed_out")
    assert pair.client.session.user is None


async def test_a_listener_of_no_event_is_refused(one_browser: Browser) -> None:
    """As `AuthClient.on` does, and unsubscribing works."""
    pair = await connected(one_browser)
    with pytest.raises(ArgumentRefused):
        pair.client.on("exploded", print)  # type: ignore[arg-type]
    seen: list[object] = []
    pair.client.on("changed", seen.append)()
    await pair.client.refresh()
    assert seen == []


async def test_fetch_sends_the_token_and_returns_the_response(one_browser: Browser) -> None:
    """The path is one of the owner's page, the method, headers and bodies arrive unchanged."""
    pair = await connected(one_browser)
    response = await pair.client.fetch(
        "/api/user?a=1#part", method="put", headers={"Accept": "text/plain"}, json={"a": [1]}
    )
    assert (response.status, response.text()) == (200, "hello")
    assert response.headers["content-type"].startswith("text/plain")
    [request] = pair.tab.transport.sent_to("/api/user")
    assert (request.method, request.url) == ("PUT", f"{samples.PAGE}/api/user?a=1")
    assert request.body == '{"a": [1]}'
    headers = dict(request.headers)
    assert (headers["Accept"], headers["Content-Type"]) == ("text/plain", "application/json")
    assert one_browser.api.seen == [f"Bearer {await pair.tab.client.get_access_token()}"]
    await pair.client.fetch("/api/user", method="POST", body=b"\x00\xff")
    assert pair.tab.transport.requests[-1].body == b"\x00\xff"


async def test_a_status_is_the_callers_to_judge(one_browser: Browser) -> None:
    """A response with an error status is a response, and `raise_for_status` works."""
    pair = await connected(one_browser)
    one_browser.api.statuses = [404]
    response = await pair.client.fetch("/api/user")
    with pytest.raises(ApiStatusError):
        response.raise_for_status()


async def test_a_401_renews_at_the_owner(one_browser: Browser) -> None:
    """The client sees the renewal, and then the response."""
    pair = await connected(one_browser)
    one_browser.api.statuses = [401]
    assert (await pair.client.fetch("/api/user")).status == 200
    assert pair.client.session.renewals == 1


async def test_wrong_arguments_are_refused_before_anything_is_sent(one_browser: Browser) -> None:
    """The client checks them as AuthClient does, and the owner checks the URL's origin."""
    pair = await connected(one_browser)
    before = len(pair.client_port.sent)
    for arguments in ({"method": "TRACE"}, {"body": object()}, {"timeout": 0}, {"stream": 1}):
        with pytest.raises(ArgumentRefused):
            await pair.client.fetch("/api/user", **arguments)
    assert len(pair.client_port.sent) == before
    with pytest.raises(ArgumentRefused, match="api_origins"):
        await pair.client.fetch("https://elsewhere.example/")


async def test_the_owners_errors_arrive_as_they_are(one_browser: Browser) -> None:
    """With their class and their attributes."""
    pair = await connected(one_browser)
    challenge = 'Bearer error="insufficient_user_authentication", max_age="60"'
    pair.tab.transport.answer("/api/user", samples.reply(b"", 401, www_authenticate=challenge))
    with pytest.raises(StepUpRequired) as caught:
        await pair.client.fetch("/api/user")
    assert (caught.value.max_age, caught.value.acr_values) == (60, "")
    pair.tab.transport.answer("/api/user", TransportFailed("no response", is_redirect=True))
    with pytest.raises(ApiRequestFailed) as failed:
        await pair.client.fetch("/api/user")
    assert failed.value.is_redirect


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_stream_is_read_while_it_arrives(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """By transfer, or piece by piece where the browser cannot transfer streams."""
    pair = await connected(one_browser, transfers_streams=transfers_streams)
    stream = ScriptedStream([b"one", b"", b"two"])
    pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
    response = await pair.client.fetch("/api/user", stream=True)
    with pytest.raises(RuntimeError):
        response.bytes()
    assert [chunk async for chunk in response] == [b"one", b"two"]
    assert [chunk async for chunk in response] == []
    await settle()
    assert pair.owner._connections[0]._exchanges == {}


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_stream_that_breaks_off_raises(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """What has arrived before is delivered."""
    pair = await connected(one_browser, transfers_streams=transfers_streams)
    stream = ScriptedStream([b"one"], TransportFailed("broke off"))
    pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
    response = await pair.client.fetch("/api/user", stream=True)
    assert await anext(response) == b"one"
    with pytest.raises(ApiRequestFailed):
        await anext(response)


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_cancelled_stream_ends_at_the_owner(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """`cancel` closes the connection to the API."""
    pair = await connected(one_browser, transfers_streams=transfers_streams)
    stream = ScriptedStream([b"one", b"two"])
    pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
    response = await pair.client.fetch("/api/user", stream=True)
    response.cancel()
    await settle()
    assert stream.is_cancelled
    assert pair.owner._connections[0]._exchanges == {}


@pytest.mark.parametrize("transfers_streams", [True, False])
async def test_a_stream_ends_with_its_session(
    one_browser: Browser, *, transfers_streams: bool
) -> None:
    """The rest of one person's data is not read after the sign-out, at either end."""
    pair = await connected(one_browser, transfers_streams=transfers_streams)
    stream = ScriptedStream([b"one", b"two"])
    pair.tab.transport.answer("/api/user", Response(200, headers={}, body=b"", stream=stream))
    response = await pair.client.fetch("/api/user", stream=True)
    assert await anext(response) == b"one"
    await pair.tab.client.sign_out(hosted=False)
    assert stream.is_cancelled
    await settle()
    with pytest.raises(SignInRequired):
        await anext(response)


async def test_an_abort_reaches_the_request(one_browser: Browser) -> None:
    """The caller's signal aborts at the owner, and the call raises at once."""
    pair = await connected(one_browser)
    signals: list[object] = []

    async def wait() -> None:
        signals.append(pair.tab.transport.requests[-1].signal)
        await asyncio.sleep(0.01)

    pair.tab.transport.meanwhile("/api/user", wait)
    controller = ManualAbortController()
    call = asyncio.ensure_future(pair.client.fetch("/api/user", signal=controller.signal))
    await settle()
    controller.abort()
    with pytest.raises(ApiRequestFailed, match="aborted"):
        await call
    await settle()
    assert [getattr(signal, "aborted", None) for signal in signals] == [True]
    assert controller.listeners == []
    with pytest.raises(ApiRequestFailed, match="aborted"):
        await pair.client.fetch("/api/user", signal=controller.signal)


async def test_a_cancelled_task_aborts_its_request(one_browser: Browser) -> None:
    """`asyncio.timeout` and the like stop the request too."""
    pair = await connected(one_browser)
    pair.tab.transport.meanwhile("/api/user", lambda: asyncio.sleep(0.01))
    call = asyncio.ensure_future(pair.client.fetch("/api/user"))
    await settle()
    signal = pair.tab.transport.requests[-1].signal
    call.cancel()
    await settle()
    assert signal.aborted


async def test_the_time_limit_includes_the_body(one_browser: Browser) -> None:
    """A body that never ends is given up by the owner."""

    class Endless(ScriptedStream):
        async def read(self) -> bytes | None:
            while not self.is_cancelled:  # noqa: ASYNC110 - `cancel` sets no event
                await asyncio.sleep(0)
            return await super().read()

    pair = await connected(one_browser)
    answer = Response(200, headers={}, body=b"", stream=Endless([]))
    pair.tab.transport.answer("/api/user", answer)
    call = asyncio.ensure_future(pair.client.fetch("/api/user", timeout=5))
    await settle()
    assert not call.done()
    one_browser.clock.advance(5)
    with pytest.raises(ApiRequestFailed, match="within 5 seconds"):
        await call


async def test_a_call_belongs_to_the_session_it_began_with(one_browser: Browser) -> None:
    """A client that has not heard of a new session yet gets nothing of it."""
    pair = await connected(one_browser)
    call = asyncio.ensure_future(pair.client.fetch("/api/user"))
    await asyncio.sleep(0)  # the message is under way
    await pair.tab.client.sign_out(hosted=False)
    with pytest.raises(SignInRequired):
        await call
    assert one_browser.api.seen == []


async def test_an_answer_that_comes_after_the_sign_out_is_dropped(one_browser: Browser) -> None:
    """Whoever asked has signed out meanwhile."""
    pair = await connected(one_browser)
    pair.tab.transport.meanwhile("/api/user", lambda: pair.tab.client.sign_out(hosted=False))
    with pytest.raises(SignInRequired):
        await pair.client.fetch("/api/user")


async def test_the_other_calls_work(one_browser: Browser) -> None:
    """userInfo, renewal, revocation, activity."""
    pair = await connected(one_browser)
    assert (await pair.client.fetch_user_info())["email"] == "ada@example.com"
    assert (await pair.client.refresh()).renewals == 1
    assert pair.client.session.renewals == 1
    pair.client.record_activity()
    assert await pair.client.revoke() is True
    with pytest.raises(SignInRequired):
        await pair.client.refresh()
    await settle()


async def test_the_access_token_is_withheld_unless_it_is_allowed(one_browser: Browser) -> None:
    """The owner decides for each port."""
    pair = await connected(one_browser)
    with pytest.raises(ArgumentRefused, match="fetch"):
        await pair.client.get_access_token()
    allowed = Pair(pair.tab, allows_access_token=True)
    await allowed.client.start()
    assert await allowed.client.get_access_token() == await pair.tab.client.get_access_token()


async def test_sign_in_navigates_on_the_owners_page(one_browser: Browser) -> None:
    """With its arguments, awaited or not; and with the owner's errors."""
    pair = await connected(one_browser, "")
    with pytest.raises(ArgumentRefused):
        await pair.client.sign_in(return_to="https://elsewhere.example/")
    with pytest.raises(ArgumentRefused):
        await pair.client.sign_up(unknown="x")
    pair.client.sign_in(  # type: ignore[unused-coroutine] # on purpose
        return_to="/reports", app_state={"a": 1}, login_hint="ada"
    )
    await settle()
    [address] = pair.tab.navigation.visited
    assert "login_hint=ada" in address
    assert pair.client.session.state == "signing_in"


@pytest.mark.parametrize(("name", "path"), [("sign_up", "/signup"), ("reset_password", "/forgot")])
async def test_the_other_pages_of_cognito_can_be_reached(
    one_browser: Browser, name: str, path: str
) -> None:
    """`sign_up` and `reset_password` navigate too."""
    pair = await connected(one_browser, "")
    await getattr(pair.client, name)()
    assert path in pair.tab.navigation.visited[-1]


async def test_sign_out_says_what_worked(one_browser: Browser) -> None:
    """The result is that of AuthClient, and the session has ended before it arrives."""
    pair = await connected(one_browser)
    result = await pair.client.sign_out()
    assert (result.local, result.revoked, result.hosted) == (True, True, True)
    assert "/logout" in pair.tab.navigation.visited[-1]
    assert pair.client.session.state == "signed_out"
    with pytest.raises(ArgumentRefused):
        await pair.client.sign_out(then="elsewhere")  # type: ignore[arg-type]


async def test_an_owner_that_ends_the_connection_ends_the_clients_session(
    one_browser: Browser,
) -> None:
    """Calls that wait raise TransportFailed, later ones too, and nobody is signed in."""
    pair = await connected(one_browser)
    pair.tab.transport.meanwhile("/api/user", lambda: asyncio.sleep(0.01))
    call = asyncio.ensure_future(pair.client.fetch("/api/user"))
    await settle()
    pair.owner.close()
    with pytest.raises(TransportFailed):
        await call
    assert pair.client.session.state == "signed_out"
    assert isinstance(pair.client.session.error, TransportFailed)
    for again in (pair.client.fetch("/"), pair.client.refresh(), pair.client.sign_out()):
        with pytest.raises(TransportFailed):
            await again
    assert pair.tab.client.session.is_signed_in


async def test_an_owner_that_vanishes_is_noticed(one_browser: Browser) -> None:
    """Recent browsers report it; the client does not wait for the ping."""
    pair = await connected(one_browser)
    pair.owner_port.close()
    await settle()
    assert pair.client.session.state == "signed_out"


async def test_a_silent_owner_is_noticed(one_browser: Browser) -> None:
    """A call raises when the owner does not even answer a ping; a slow call does not."""
    pair = await connected(one_browser)
    pair.tab.transport.meanwhile("/api/user", lambda: asyncio.sleep(0.01))
    slow = asyncio.ensure_future(pair.client.fetch("/api/user", timeout=1000))
    await settle()
    for _ in range(6):
        one_browser.clock.advance(PING_SECONDS)
        await settle()
    assert not slow.done()
    await slow
    pair.owner_port.arrived = lambda *_: None  # type: ignore[method-assign]
    call = asyncio.ensure_future(pair.client.refresh())
    await settle()
    for _ in range(2):
        one_browser.clock.advance(PING_SECONDS)
        await settle()
        assert not call.done()
    one_browser.clock.advance(PING_SECONDS)
    with pytest.raises(TransportFailed, match="does not answer"):
        await call
    assert pair.client.session.is_signed_in  # it may only be frozen


async def test_nobody_at_the_other_end_is_noticed(one_browser: Browser) -> None:
    """`start` raises after a while, and says what to look for."""
    _, port = LocalPort.pair()
    client = RemoteClient(port, one_browser.clock)
    start = asyncio.ensure_future(client.start())
    await settle()
    one_browser.clock.advance(CONNECT_SECONDS)
    with pytest.raises(TransportFailed, match="did not answer"):
        await start
    with pytest.raises(TransportFailed):
        await client.start()


async def test_close_ends_the_connection_and_not_the_session(one_browser: Browser) -> None:
    """The owner forgets the client."""
    pair = await connected(one_browser)
    pair.client.close()
    await settle()
    assert pair.owner._connections == []
    assert pair.tab.client.session.is_signed_in
    assert pair.client.session.state == "signed_out"


async def test_many_calls_take_turns(one_browser: Browser) -> None:
    """All are answered, and the owner never has more than a limited number."""
    pair = await connected(one_browser)
    most = 0

    async def count() -> None:
        nonlocal most
        most = max(most, len(pair.owner._connections[0]._exchanges))

    for _ in range(3 * MOST_CALLS):
        pair.tab.transport.meanwhile("/api/user", count)
    calls = [pair.client.fetch("/api/user") for _ in range(3 * MOST_CALLS)]
    assert {response.status for response in await asyncio.gather(*calls)} == {200}
    assert most == MOST_CALLS


async def test_two_clients_of_one_owner(one_browser: Browser) -> None:
    """Both have the session, and one's end leaves the other alone."""
    pair = await connected(one_browser)
    other = Pair.__new__(Pair)
    other.owner_port, other.client_port = LocalPort.pair()
    pair.owner.serve(other.owner_port)
    client = RemoteClient(other.client_port, one_browser.clock)
    await client.start()
    pair.client.close()
    assert (await client.fetch("/api/user")).status == 200
    await client.sign_out(hosted=False)
    assert client.session.state == "signed_out"


async def test_a_person_who_is_replaced_is_not_served(one_browser: Browser) -> None:
    """After another person's sign-in in this tab, the client sees that one only."""
    pair = await connected(one_browser)
    ended: list[str] = []
    pair.client.on("ended", lambda session: ended.append(session.reason))
    one_browser.clock.advance(5)
    other = one_browser.tab()
    await other.sign_in("grace", prompt="login")
    await settle()
    assert pair.client.session.state == "ended"
    assert ended == ["user_changed"]
    with pytest.raises(SignInRequired):
        await pair.client.fetch_user_info()
    assert other.client.session.is_signed_in
    assert len(pair.tab.transport.sent_to(TOKEN_PATH)) == 1
