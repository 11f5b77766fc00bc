"""The API on Lambda: events of an HTTP API (payload format 2.0) and its responses."""

import asyncio
import importlib
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from auth.backend.keys import KeyCache
from auth.backend.verifier import AccessTokenVerifier
from server.headers import api_headers
from tests.unit.backend.issuer import CLIENT, ISSUER, KID, NOW, jwk, key_set, make_token

CONFIGURATION = f"""\
[auth]
domain = "my-app.auth.eu-west-1.amazoncognito.com"
issuer = "{ISSUER}"
client_id = "{CLIENT}"
redirect_uri = "https://d111111abcdef8.cloudfront.net/"
logout_uri = "https://d111111abcdef8.cloudfront.net/"
"""
GOOD = make_token()
BAD = {
    "not a token": "nonsense",
    "somebody else's signature": make_token(signer="stranger"),
    "an ID token": make_token(token_use="id"),
    "another client's": make_token(client_id="another"),
    "expired": make_token(exp=NOW - 3600),
}

Handle = Callable[[dict[str, Any]], dict[str, Any]]


def event(
    path: str, token: str | None = None, *, method: str = "GET", **claims: str
) -> dict[str, Any]:
    """Return an event of the gateway, with the authorizer's context if there are claims."""
    headers = {"host": "d111111abcdef8.cloudfront.net", "x-forwarded-proto": "https"}
    context: dict[str, Any] = {
        "accountId": "123456789012",
        "apiId": "abc123",
        "domainName": "abc123.execute-api.eu-west-1.amazonaws.com",
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "browser",
        },
        "requestId": "JKJaXmPLvHcESHA=",
        "routeKey": "ANY /api/{proxy+}",
        "stage": "$default",
        "time": "10/Nov/2026:13:40:12 +0000",
        "timeEpoch": 1794318012000,
    }
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    if claims:
        context["authorizer"] = {"jwt": {"claims": claims, "scopes": ["openid"]}}
    return {
        "version": "2.0",
        "routeKey": "ANY /api/{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": context,
        "isBase64Encoded": False,
    }


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Set an event loop that stays for several events, as on Lambda."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loop: asyncio.AbstractEventLoop
) -> ModuleType:
    """Load the handler as Lambda does, with known keys and a known time."""
    assert not loop.is_running()
    file = tmp_path / "pyscript.toml"
    file.write_text(CONFIGURATION)
    monkeypatch.setenv("CONFIGURATION", str(file))
    monkeypatch.setattr("server.api.AccessTokenVerifier", _verifier)
    importlib.reload(importlib.import_module("server.on_aws.backend"))
    return importlib.reload(importlib.import_module("server.on_aws.lambda_handler"))


def _verifier(**settings: Any) -> AccessTokenVerifier:
    async def fetch() -> bytes:
        return key_set(jwk("issuer", KID))

    return AccessTokenVerifier(**settings, keys=KeyCache(fetch), now=lambda: NOW)


@pytest.fixture
def handle(module: ModuleType) -> Handle:
    """Return the function that Lambda calls."""

    def call(given: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = module.handler(given, None)
        return answer

    return call


def test_health_needs_no_token(handle: Handle) -> None:
    """The open route answers anybody."""
    answer = handle(event("/api/health"))
    assert (answer["statusCode"], answer["body"]) == (200, '{"status":"ok"}')


def test_without_a_token_there_is_no_answer(handle: Handle) -> None:
    """As RFC 6750 wants it, also where the gateway would not have asked."""
    answer = handle(event("/api/user"))
    assert answer["statusCode"] == 401
    assert answer["headers"]["www-authenticate"].startswith("Bearer")


def test_a_good_token_is_answered(handle: Handle) -> None:
    """Behind the authorizer, the caller learns what the token says."""
    answer = handle(event("/api/user", GOOD, sub="6265c4e4", username="ada", token_use="access"))
    assert answer["statusCode"] == 200
    assert '"username":"ada"' in answer["body"]
    assert answer["isBase64Encoded"] is False


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_token_is_refused(handle: Handle, kind: str) -> None:
    """It is refused even if the authorizer had accepted it."""
    answer = handle(event("/api/user", BAD[kind], sub="6265c4e4", username="ada"))
    assert answer["statusCode"] == 401
    assert 'error="invalid_token"' in answer["headers"]["www-authenticate"]


def test_what_stands_beside_the_token_is_not_believed(handle: Handle) -> None:
    """The authorizer's context is no credential: only the token says who calls."""
    assert handle(event("/api/user", sub="1", username="root"))["statusCode"] == 401
    assert "root" not in handle(event("/api/user", GOOD, sub="1", username="root"))["body"]


def test_several_events_share_one_application(handle: Handle) -> None:
    """A warm function answers further events."""
    answers = [handle(event("/api/user", GOOD))["statusCode"] for _ in range(3)]
    assert answers == [200, 200, 200]


@pytest.mark.parametrize("path", ["/api/health", "/api/user", "/api/nothing"])
def test_it_answers_as_under_a_server(
    module: ModuleType, handle: Handle, loop: asyncio.AbstractEventLoop, path: str
) -> None:
    """Status, headers and body are those of the ASGI application."""

    async def ask(method: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=module.app)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(method, f"https://app.example.com{path}", headers=headers)

    for method, token in product(["GET", "POST", "OPTIONS"], [None, GOOD, *BAD.values()]):
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        served = loop.run_until_complete(ask(method, headers))
        answer = handle(event(path, token, method=method))
        assert answer["statusCode"] == served.status_code
        assert answer["body"] == served.text
        assert answer["headers"] == dict(served.headers)
        assert {(key.lower(), value) for key, value in api_headers().items()} <= set(
            answer["headers"].items()
        )


@pytest.mark.parametrize("sent", [None, "", "another", "a-secret ", "A-SECRET", "\u00e9"])
def test_a_request_beside_cloudfront_is_refused(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch, sent: str | None
) -> None:
    """The gateway's own endpoint is open to everybody, whatever token they have."""
    monkeypatch.setenv("ORIGIN_SECRET", "a-secret")
    handler = importlib.reload(module).handler
    for path in ("/api/user", "/api/health"):
        request = event(path, GOOD)
        if sent is not None:
            request["headers"]["x-origin-secret"] = sent
        answer = handler(request, None)
        assert (answer["statusCode"], answer["body"]) == (403, "Forbidden")
        assert answer["headers"]["cache-control"] == "no-store"
        request["headers"]["x-origin-secret"] = "a-secret"
        assert handler(request, None)["statusCode"] == 200
