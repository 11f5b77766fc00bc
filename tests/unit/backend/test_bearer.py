"""The bearer wrapper over HTTP: which request gets in, and how the others are turned away."""

import asyncio
import logging

import pytest

from auth.backend.bearer import (
    HEADER_LIMIT,
    Message,
    Receive,
    Refusal,
    RequireBearer,
    Scope,
    Send,
    caller_of,
    read_bearer_token,
)
from auth.backend.claims import AccessTokenClaims
from auth.errors import ArgumentRefused, TokenExpired, TransportFailed

TOKEN = "aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl"


class Verifier:
    """Gives the claims that it was made with, or raises."""

    def __init__(self, outcome: dict[str, object] | Exception) -> None:
        self._outcome = outcome

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Say what was decided beforehand."""
        assert unverified_token == TOKEN
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return AccessTokenClaims(self._outcome)


async def hello(scope: Scope, _: Receive, send: Send) -> None:
    """Greet the caller by name."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": caller_of(scope).sub.encode()})


def ask(app: RequireBearer, *values: str | bytes) -> tuple[int, dict[str, str], bytes]:
    """Send a request with these Authorization headers and give status, headers and body."""
    raw = [value.encode() if isinstance(value, str) else value for value in values]
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": [(b"authorization", value) for value in raw]}
    asyncio.run(app(scope, receive, send))
    start, body = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, body["body"]


def guarded(outcome: dict[str, object] | Exception, *scopes: str) -> RequireBearer:
    """Guard the greeting with a verifier of that outcome."""
    return RequireBearer(hello, verifier=Verifier(outcome), scopes=scopes)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer  "])
def test_a_valid_token_gets_in(scheme: str) -> None:
    """The scheme may be in any case, and followed by several spaces."""
    status, _, body = ask(guarded({"sub": "ada"}), f"{scheme} {TOKEN}")
    assert (status, body) == (200, b"ada")


@pytest.mark.parametrize("values", [(), ("Basic YTpi",), ("",), ("Bearerish x",), (TOKEN,)])
def test_a_request_without_credentials_gets_a_bare_challenge(values: tuple[str, ...]) -> None:
    """Where no bearer token was tried there is no error to name (RFC 6750 3.1)."""
    status, headers, body = ask(guarded({"sub": "ada"}), *values)
    assert status == 401
    assert headers["www-authenticate"] == 'Bearer realm="api"'
    assert headers["cache-control"] == "no-store"
    assert body == b'{"error": "missing_token"}'


@pytest.mark.parametrize(
    "values",
    [
        (f"Bearer {TOKEN}", f"Bearer {TOKEN}"),
        ("Basic YTpi", f"Bearer {TOKEN}"),
        (f"Bearer {TOKEN}, Bearer {TOKEN}",),
        (f"Bearer {TOKEN} {TOKEN}",),
        ("Bearer",),
        ("Bearer ",),
        (f"Bearer\t{TOKEN}", f"Bearer {TOKEN}"),
        (f"Bearer {TOKEN}\x00",),
        (f"Bearer {TOKEN}\r\n x",),
        (f"Bearer {TOKEN}é",),
        (f'Bearer "{TOKEN}"',),
        ("Bearer " + "x" * HEADER_LIMIT,),
        ("Bearer =",),
    ],
)
def test_a_malformed_request_is_named_as_such(values: tuple[str, ...]) -> None:
    """Two headers, two tokens, no token, or more than a token can be: 400."""
    status, headers, body = ask(guarded({"sub": "ada"}), *values)
    assert status == 400
    assert headers["www-authenticate"] == 'Bearer realm="api", error="invalid_request"'
    assert body == b'{"error": "invalid_request"}'


def test_an_invalid_token_is_refused_without_a_reason() -> None:
    """The answer is the same whatever is wrong, and holds nothing of the token."""
    status, headers, body = ask(guarded(TokenExpired("since noon")), f"Bearer {TOKEN}")
    assert status == 401
    assert headers["www-authenticate"] == 'Bearer realm="api", error="invalid_token"'
    assert body == b'{"error": "invalid_token"}'


def test_keys_that_cannot_be_had_are_not_the_callers_fault() -> None:
    """Without keys there is no verdict on the token: 503, and a time to come again."""
    status, headers, body = ask(guarded(TransportFailed("down")), f"Bearer {TOKEN}")
    assert (status, headers["retry-after"]) == (503, "10")
    assert "www-authenticate" not in headers
    assert body == b'{"error": "temporarily_unavailable"}'


@pytest.mark.parametrize("scope", ["api/read", "xapi/write", "api/write2", "api/write\topenid", ""])
def test_a_missing_scope_is_named(scope: str) -> None:
    """A token without the exact scope is told which one it lacks."""
    app = guarded({"sub": "ada", "scope": scope}, "api/write")
    status, headers, _ = ask(app, f"Bearer {TOKEN}")
    assert status == 403
    assert headers["www-authenticate"] == (
        'Bearer realm="api", error="insufficient_scope", scope="api/write"'
    )


def test_all_scopes_together_get_in() -> None:
    """Every required scope is there, among others and in any order."""
    app = guarded({"sub": "ada", "scope": "openid api/write api/read"}, "api/read", "api/write")
    assert ask(app, f"Bearer {TOKEN}")[0] == 200


def test_the_log_tells_of_refusals_but_not_of_tokens(caplog: pytest.LogCaptureFixture) -> None:
    """A refused token leaves the kind of mistake in the log and nothing of itself."""
    caplog.set_level(logging.DEBUG)
    ask(guarded(TokenExpired("since noon")), f"Bearer {TOKEN}")
    assert "TokenExpired" in caplog.text
    assert TOKEN not in caplog.text


def test_a_web_socket_is_closed() -> None:
    """What cannot carry the header does not get in without it."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(guarded({"sub": "ada"})({"type": "websocket", "headers": []}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("realm", ['a"b', "a\r\nb", "a\\b", "é"])
def test_a_realm_that_cannot_be_quoted_is_refused(realm: str) -> None:
    """A challenge is never broken by what it names."""
    with pytest.raises(ArgumentRefused):
        RequireBearer(hello, verifier=Verifier({}), realm=realm)


def test_a_caller_is_only_known_behind_the_wrapper() -> None:
    """Asking for the caller of an unguarded request is a programming mistake."""
    with pytest.raises(KeyError):
        caller_of({"type": "http"})


def test_a_refusal_says_nothing_of_the_token() -> None:
    """The exception that carries a refusal has a constant text."""
    with pytest.raises(Refusal, match=r"^invalid_request$"):
        read_bearer_token([(b"authorization", f"Bearer {TOKEN} x".encode())])
