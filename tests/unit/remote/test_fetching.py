"""`fetch` of a client: arguments, bodies, aborts."""

import asyncio

import pytest

from auth.errors import ApiRequestFailed, ApiStatusError, ArgumentRefused, SignInRequired
from auth.remote.client import RemoteClient
from auth.remote.messages import message
from auth.remote.session import write_session
from auth.testing.message_port import LocalPort, ManualAbortController
from tests.support import samples
from tests.support.remote import connected, settle
from tests.support.tab import Browser


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


async def test_an_abort_reaches_the_request(one_browser: Browser) -> None:
    """The caller's signal aborts at the owner, and the call raises at once."""
    pair = await connected(one_browser)
    signals: list[object] = []

    async def wait() -> None:
        signals.append(pair.tab.transport.requests[-1].signal)
        await asyncio.Event().wait()

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
    pair.tab.transport.meanwhile("/api/user", asyncio.Event().wait)
    call = asyncio.ensure_future(pair.client.fetch("/api/user"))
    await settle()
    signal = pair.tab.transport.requests[-1].signal
    call.cancel()
    await settle()
    assert signal.aborted


async def test_a_response_is_dropped_if_the_session_ends_before_it_is_read(
    one_browser: Browser,
) -> None:
    """Both messages arrive before the caller goes on."""
    pair = await connected(one_browser)
    owner, port = LocalPort.pair()
    client = RemoteClient(port, one_browser.clock)
    session = write_session(pair.tab.client.session)
    owner.post(message("session", number=1, session=session))
    await client.start()
    call = asyncio.ensure_future(client.fetch("/api/user"))
    await settle()
    owner.post(message("result", id=1, value={"status": 200, "headers": {}}), b"hers")
    owner.post(message("session", number=2, session=session))
    with pytest.raises(SignInRequired):
        await call
