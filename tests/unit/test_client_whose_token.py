"""A call never uses the token of another session than the one that it began with."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from auth.calls.aws import AwsClient
from auth.errors import SignInRequired, TransportFailed
from auth.protocol.claims import IdTokenClaims
from auth.protocol.jose import split_jws
from auth.testing.doubles import DirectTransport
from tests.support import samples
from tests.support.tab import KEYS_PATH, TOKEN_PATH, Browser, Tab, signed_in

SERVICE = "https://abc.execute-api.eu-west-1.amazonaws.com"
AWS: dict[str, object] = {
    "identity_pool_id": "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001",
    "identity_origin": "http://localhost:8002",
    "aws_origins": [SERVICE],
}

Call = Callable[[Tab, AwsClient], Awaitable[object]]
CALLS: dict[str, Call] = {
    "fetch": lambda tab, _: tab.client.fetch("/api/transfer", method="POST", json={"by": "ada"}),
    "get_access_token": lambda tab, _: tab.client.get_access_token(),
    "fetch_user_info": lambda tab, _: tab.client.fetch_user_info(),
    "refresh": lambda tab, _: tab.client.refresh(),
    "aws_fetch": lambda _, aws: aws.fetch(f"{SERVICE}/prod", service="s3", method="POST"),
    "aws_credentials": lambda _, aws: aws.credentials(),
}


class Service:
    """A service of AWS, which remembers the signatures."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request."""
        self.seen.append(dict(scope["headers"])[b"authorization"].decode())
        await PlainTextResponse("ok")(scope, receive, send)


async def ada_at_work(browser: Browser) -> tuple[Tab, AwsClient, Service]:
    """Return a tab in which ada is signed in, its AWS side, and the service it calls."""
    tab, service = await signed_in(browser, "ada", **AWS), Service()
    apps: dict[str, ASGIApp] = {samples.PAGE: browser.api, SERVICE: service}
    tab.transport._transport = DirectTransport.to(browser.cognito, apps)
    browser.clock.advance(30)
    return tab, AwsClient(tab.client), service


async def somebody_signs_in(browser: Browser, tab: Tab, username: str) -> None:
    """Sign in in another tab, and open a third one, whose question the first tab hears too."""
    browser.clock.advance(1)
    browser.cognito.sessions.end_all()
    other = browser.tab(**AWS)
    await other.come_back(await other.callback(username, prompt="login"))
    await browser.tab(**AWS).client.start()
    await asyncio.sleep(0)
    user = tab.client.session.user
    assert user is not None
    assert user.string("cognito:username") == username


def make_due(tab: Tab) -> None:
    """Expire the access token, as after a night's sleep."""
    tab.browser.clock.doze(3600)


def usernames(browser: Browser) -> list[str]:
    """Return whose tokens the API has seen."""
    tokens = [str(header).removeprefix("Bearer ") for header in browser.api.seen]
    return [str(split_jws(token).payload()["username"]) for token in tokens]


def signers(browser: Browser, service: Service) -> set[str]:
    """Return the subjects whose credentials have signed requests to the service."""
    identities = browser.cognito.identities
    keys = [header.split("Credential=")[1].split("/")[0] for header in service.seen]
    return {identities.people[identities.credentials[key].identity_id] for key in keys}


@pytest.mark.parametrize("username", ["grace", "ada"])
@pytest.mark.parametrize("path", [TOKEN_PATH, KEYS_PATH])
@pytest.mark.parametrize("name", CALLS)
async def test_a_call_that_waits_for_a_renewal_is_not_continued_by_another_session(
    one_browser: Browser, name: str, path: str, username: str
) -> None:
    """Neither by another person's nor by a later sign-in of the same person."""
    tab, aws, service = await ada_at_work(one_browser)
    if path == KEYS_PATH:
        tab.load(f"{samples.PAGE}/")  # its keys are yet to be fetched
        await tab.client.start()
        aws = AwsClient(tab.client)
    make_due(tab)
    tab.transport.meanwhile(path, lambda: somebody_signs_in(one_browser, tab, username))
    with pytest.raises(SignInRequired):
        await CALLS[name](tab, aws)
    assert (one_browser.api.seen, service.seen) == ([], [])
    assert tab.client.session.is_signed_in


@pytest.mark.parametrize("username", ["grace", "ada"])
@pytest.mark.parametrize("name", CALLS)
async def test_a_renewal_that_fails_returns_no_token_of_another_session(
    one_browser: Browser, name: str, username: str
) -> None:
    """The token that was there may be good for a few more seconds, but its owner has gone."""
    tab, aws, _ = await ada_at_work(one_browser)
    one_browser.clock.doze(3600 - 60)
    tab.transport.answer(TOKEN_PATH, TransportFailed("no answer came"))
    tab.transport.meanwhile(TOKEN_PATH, lambda: somebody_signs_in(one_browser, tab, username))
    with pytest.raises(SignInRequired):
        await CALLS[name](tab, aws)
    assert one_browser.api.seen == []


@pytest.mark.parametrize("username", ["grace", "ada"])
@pytest.mark.parametrize("status", [200, 401])
async def test_an_answer_of_the_api_goes_to_nobody_else(
    one_browser: Browser, status: int, username: str
) -> None:
    """The response is dropped, and the request is not repeated."""
    tab, aws, _ = await ada_at_work(one_browser)
    one_browser.api.statuses = [status]
    tab.transport.meanwhile("/api/transfer", lambda: somebody_signs_in(one_browser, tab, username))
    with pytest.raises(SignInRequired):
        await CALLS["fetch"](tab, aws)
    assert usernames(one_browser) == ["ada"]


async def test_a_request_that_was_refused_is_repeated_by_its_own_person_only(
    one_browser: Browser,
) -> None:
    """While the renewal after the 401 is under way, grace signs in elsewhere."""
    tab, aws, _ = await ada_at_work(one_browser)
    one_browser.api.statuses = [401, 200]
    tab.transport.meanwhile(TOKEN_PATH, lambda: somebody_signs_in(one_browser, tab, "grace"))
    with pytest.raises(SignInRequired):
        await CALLS["fetch"](tab, aws)
    assert usernames(one_browser) == ["ada"]


@pytest.mark.parametrize("username", ["grace", "ada"])
@pytest.mark.parametrize("name", ["aws_fetch", "aws_credentials"])
@pytest.mark.parametrize("question", [1, 2])
async def test_credentials_go_to_nobody_else(
    one_browser: Browser, question: int, name: str, username: str
) -> None:
    """The session may change during either of the identity pool's two requests."""
    tab, aws, service = await ada_at_work(one_browser)
    if question == 2:
        tab.transport.meanwhile("/", lambda: asyncio.sleep(0))
    tab.transport.meanwhile("/", lambda: somebody_signs_in(one_browser, tab, username))
    with pytest.raises(SignInRequired):
        await CALLS[name](tab, aws)
    assert service.seen == []
    await CALLS["aws_fetch"](tab, aws)
    user = tab.client.session.user
    assert user is not None
    assert signers(one_browser, service) == {user.sub}


async def test_an_answer_of_aws_goes_to_nobody_else(one_browser: Browser) -> None:
    """It is ada's data, and grace's page by now."""
    tab, aws, service = await ada_at_work(one_browser)
    tab.transport.meanwhile("/prod", lambda: somebody_signs_in(one_browser, tab, "grace"))
    with pytest.raises(SignInRequired):
        await CALLS["aws_fetch"](tab, aws)
    assert len(service.seen) == 1


async def test_a_call_in_the_queue_belongs_to_who_began_it(one_browser: Browser) -> None:
    """Many calls of ada's wait for one lock; most get their turn when grace is signed in."""
    tab, aws, service = await ada_at_work(one_browser)
    make_due(tab)

    async def once_all_have_begun() -> None:
        await asyncio.sleep(0)
        await somebody_signs_in(one_browser, tab, "grace")

    tab.transport.meanwhile(TOKEN_PATH, once_all_have_begun)
    calls = [CALLS[name](tab, aws) for name in (*CALLS, *CALLS)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {SignInRequired}
    assert (one_browser.api.seen, service.seen) == ([], [])


async def test_user_information_is_compared_with_who_asked(one_browser: Browser) -> None:
    """The answer is about ada, and grace may not have it."""
    tab, aws, _ = await ada_at_work(one_browser)
    tab.transport.meanwhile(
        "/oauth2/userInfo", lambda: somebody_signs_in(one_browser, tab, "grace")
    )
    with pytest.raises(SignInRequired):
        await CALLS["fetch_user_info"](tab, aws)


async def test_a_renewal_by_another_tab_is_the_same_session(one_browser: Browser) -> None:
    """A call that waits for a renewal continues with another tab's."""
    tab, aws, _ = await ada_at_work(one_browser)
    sibling = one_browser.tab(**AWS)
    await sibling.client.start()
    make_due(tab)
    await sibling.client.refresh()
    await CALLS["fetch"](tab, aws)
    assert usernames(one_browser) == ["ada"]
    assert tab.codes_sent == 1


async def test_a_message_cannot_put_another_person_into_a_session(one_browser: Browser) -> None:
    """A later state of the same session is the same person's, whatever its name says."""
    tab, _, _ = await ada_at_work(one_browser)
    record = tab.client._current.required()
    claims = samples.id_claims(sub="somebody-else")
    forged = samples.session_record(
        family=record.family,
        sequence=record.sequence + 1,
        id_token=samples.sign(claims),
        claims=IdTokenClaims(claims),
    )
    message: dict[str, Any] = {"app": samples.APP, "event": "session", "text": forged.to_json()}
    one_browser.channel.post(json.dumps(message))
    assert tab.client._current.required() is record
