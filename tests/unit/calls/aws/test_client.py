"""Calls to AWS: whose credentials sign them, for how long, and where to."""

import asyncio

import pytest

from auth.calls.aws import AwsClient
from auth.errors import (
    ArgumentRefused,
    ConfigurationError,
    SignInRequired,
    TokenRequestRejected,
    TransportFailed,
)
from auth.protocol.claims import IdTokenClaims
from cognito_stand_in import SimpleBrowser
from cognito_stand_in.identities import IssuedCredentials
from tests.support import samples
from tests.support.tab import Browser, Tab, signed_in

POOL = "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001"
SERVICE = "https://abc.execute-api.eu-west-1.amazonaws.com"
SETTINGS: dict[str, object] = {
    "identity_pool_id": POOL,
    "identity_origin": "http://localhost:8002",
    "aws_origins": [SERVICE],
}


async def at_work(browser: Browser) -> tuple[Tab, AwsClient]:
    """Return a tab in which Ada is signed in, and its AWS side."""
    tab = await signed_in(browser, "ada", **SETTINGS)
    return tab, AwsClient(tab.client)


def given(browser: Browser) -> list[IssuedCredentials]:
    """Return the credentials that the stand-in gave, in order."""
    return list(browser.cognito.identities.credentials.values())


def operations(tab: Tab) -> list[str]:
    """Return what the identity pool was asked, in order."""
    targets = [dict(one.headers).get("X-Amz-Target", "") for one in tab.transport.requests]
    return [target.partition(".")[2] for target in targets if target]


async def test_an_id_token_becomes_credentials(one_browser: Browser) -> None:
    """Of the person's own identity, and once for all who ask at the same time."""
    tab, aws = await at_work(one_browser)
    tab.transport.meanwhile("/", lambda: asyncio.sleep(0))
    first, second = await asyncio.gather(aws.credentials(), aws.credentials())
    assert first is second
    [one] = given(one_browser)
    assert first.access_key_id == one.access_key_id
    assert operations(tab) == ["GetId", "GetCredentialsForIdentity"]
    assert repr(first) == "<AwsCredentials>"


async def test_credentials_are_replaced_before_they_end(one_browser: Browser) -> None:
    """Five minutes before, with a new ID token, and without asking for the identity again."""
    tab, aws = await at_work(one_browser)
    first = await aws.credentials()
    one_browser.clock.advance(3600 - 301)
    assert await aws.credentials() is first
    one_browser.clock.advance(2)
    assert await aws.credentials() is not first
    assert operations(tab)[2:] == ["GetCredentialsForIdentity"]
    identities = {one.identity_id for one in given(one_browser)}
    assert len(identities) == 1


async def test_setting_the_clock_keeps_no_credentials_alive(one_browser: Browser) -> None:
    """They end by the clock that nobody can set, too."""
    _, aws = await at_work(one_browser)
    first = await aws.credentials()
    one_browser.clock.set(-600)
    one_browser.clock.advance(3600 - 301)
    assert await aws.credentials() is first
    one_browser.clock.advance(2)
    assert await aws.credentials() is not first


async def test_a_call_is_signed_and_goes_to_listed_origins_only(one_browser: Browser) -> None:
    """The Authorization header is the signature; no access token goes along."""
    tab, aws = await at_work(one_browser)
    tab.transport.answer("/prod/reports", samples.reply({"reports": 3}))
    reply = await aws.fetch(
        f"{SERVICE}/prod/reports", service="execute-api", method="POST", json={"year": 2026}
    )
    assert reply.json() == {"reports": 3}
    headers = dict(tab.transport.requests[-1].headers)
    [one] = given(one_browser)
    stamp = headers["X-Amz-Date"][:8]
    scope = f"{one.access_key_id}/{stamp}/eu-west-1/execute-api/aws4_request"
    assert headers["Authorization"].startswith(f"AWS4-HMAC-SHA256 Credential={scope}, ")
    assert headers["X-Amz-Security-Token"] == one.session_token
    assert headers["Content-Type"] == "application/json"
    sent = len(tab.transport.requests)
    for url in ("https://evil.example/", "/api/user", "//evil.example/", f"{SERVICE}.evil.example"):
        with pytest.raises(ArgumentRefused):
            await aws.fetch(url, service="execute-api")
    assert len(tab.transport.requests) == sent


async def test_another_region_can_be_named(one_browser: Browser) -> None:
    """The region is part of the signature's scope."""
    tab, aws = await at_work(one_browser)
    tab.transport.answer("/key", samples.reply({}))
    await aws.fetch(f"{SERVICE}/key", service="s3", region="us-east-1")
    assert "/us-east-1/s3/" in dict(tab.transport.requests[-1].headers)["Authorization"]


async def test_credentials_end_with_the_session(one_browser: Browser) -> None:
    """Signed out, there are none; the next person gets their own."""
    tab, aws = await at_work(one_browser)
    await aws.credentials()
    await tab.client.sign_out(hosted=False)
    with pytest.raises(SignInRequired):
        await aws.credentials()
    with pytest.raises(SignInRequired):
        await aws.fetch(f"{SERVICE}/", service="execute-api")
    assert len(given(one_browser)) == 1
    one_browser.simple_browser = SimpleBrowser(one_browser.cognito)
    one_browser.clock.advance(1)
    tab.load(f"{samples.PAGE}/")
    await tab.sign_in("grace")
    await AwsClient(tab.client).credentials()
    ada, grace = given(one_browser)
    assert ada.identity_id != grace.identity_id


async def test_another_sign_in_brings_other_credentials(one_browser: Browser) -> None:
    """What was given to the session before is not used for the one after it."""
    tab, aws = await at_work(one_browser)
    before = await aws.credentials()
    record = tab.client._calls._current.required()
    record.family = "another"
    assert (await aws.credentials()).access_key_id != before.access_key_id
    assert operations(tab) == ["GetId", "GetCredentialsForIdentity"] * 2


@pytest.mark.parametrize("path", ["/", "/prod"])
async def test_a_late_answer_revives_nothing(one_browser: Browser, path: str) -> None:
    """Credentials, or a service's answer, that come after the sign-out are dropped."""
    tab, aws = await at_work(one_browser)
    tab.transport.answer("/prod", samples.reply({}))
    tab.transport.meanwhile(path, lambda: tab.client.sign_out(hosted=False))
    with pytest.raises(SignInRequired):
        await aws.fetch(f"{SERVICE}/prod", service="execute-api")
    with pytest.raises(SignInRequired):
        await aws.credentials()


async def test_an_id_token_is_renewed_where_it_ends_first(one_browser: Browser) -> None:
    """Its life may be shorter than the access token's; without a renewal it has to do."""
    tab, aws = await at_work(one_browser)
    record = tab.client._calls._current.required()
    old = record.id_token
    ending = {**record.claims._members, "exp": one_browser.clock.now() + 59}
    record.claims = IdTokenClaims(ending)
    await aws.credentials()
    assert (tab.codes_sent, tab.client._calls._current.required().id_token != old) == (2, True)


async def test_a_refusal_is_reported_and_the_identity_asked_for_anew(one_browser: Browser) -> None:
    """An identity that was deleted or merged is not asked for for ever."""
    tab, aws = await at_work(one_browser)
    await aws.credentials()
    one_browser.cognito.identities.people.clear()
    one_browser.clock.advance(3400)
    with pytest.raises(TokenRequestRejected) as caught:
        await aws.credentials()
    assert caught.value.error == "ResourceNotFoundException"
    await aws.credentials()
    assert operations(tab)[-2:] == ["GetId", "GetCredentialsForIdentity"]


async def test_no_answer_is_no_refusal(one_browser: Browser) -> None:
    """After a missing response, the next call continues with the same identity."""
    tab, aws = await at_work(one_browser)
    tab.transport.answer("/", TransportFailed("no answer came"))
    with pytest.raises(TransportFailed):
        await aws.credentials()
    assert (await aws.credentials()).secret_key


async def test_an_identity_pool_has_to_be_configured(one_browser: Browser) -> None:
    """Said when the page starts, and not at the first call."""
    tab = await signed_in(one_browser)
    with pytest.raises(ConfigurationError) as caught:
        AwsClient(tab.client)
    assert caught.value.key == "identity_pool_id"
