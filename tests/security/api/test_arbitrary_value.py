"""Any value is passed to a verifier, or sent in any header of a request."""

import asyncio
from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auth.backend import AccessTokenVerifier, AnyPool, KeyCache, RevocationCheck, TokenCache
from auth.backend.bearer import Verifier
from auth.errors import TokenInvalid
from tests.security.api.api import KEYS
from tests.security.api.wrappers import fastapi_app, guarded_app
from tests.unit.backend.asgi_calls import messages
from tests.unit.backend.issuer import CLIENT, ISSUER, NOW, base64url, key_set, make_token

OTHER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example02"
REPLICA = "https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_Example01"
URL = "https://app.auth.eu-west-1.amazoncognito.com/oauth2/userInfo"
HEADER, PAYLOAD, SIGNATURE = make_token().split(".")
INFINITE, DEEP = base64url(b'{"iss": 1e999}'), base64url(b"[" * 90_000)


async def fetch() -> bytes:
    """Return the issuer's keys."""
    return key_set(*KEYS)


async def user_info(_: Mapping[str, str]) -> tuple[int, bytes]:
    """Accept no token."""
    return 401, b""


def verifier(issuer: str, *replicas: str) -> AccessTokenVerifier:
    """Return a verifier with keys and a clock of its own."""
    issuers = (issuer, *replicas)
    return AccessTokenVerifier(
        issuer=issuer,
        client_ids=[CLIENT],
        replica_issuers=replicas,
        keys={one: KeyCache(fetch) for one in issuers},
        now=lambda: NOW,
    )


VERIFIERS: dict[str, Verifier] = {
    "alone": verifier(ISSUER),
    "with replicas": verifier(ISSUER, REPLICA),
    "several pools": AnyPool([verifier(ISSUER), verifier(OTHER)]),
    "cached": TokenCache(verifier(ISSUER), now=lambda: NOW),
    "checked": RevocationCheck(TokenCache(verifier(ISSUER)), user_info_url=URL, ask=user_info),
}
# Characters of every kind, half surrogate pairs and odd digits among them.
TEXT = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    ["²", "٣", "\ud800", "\x00"]
)
DOTTED = st.lists(TEXT | st.sampled_from([HEADER, PAYLOAD, SIGNATURE]), max_size=4).map(".".join)
VALUES = TEXT | DOTTED | st.none() | st.integers() | st.binary(max_size=20) | st.lists(st.none())


@pytest.mark.parametrize("name", VERIFIERS)
@settings(max_examples=150)
@given(value=VALUES)
@example(value=f"{HEADER}.\ud800.{SIGNATURE}")
@example(value=f"{HEADER}.{INFINITE}.{SIGNATURE}")
@example(value=f"{HEADER}.{DEEP}.{SIGNATURE}")
@example(value="²" * 600_000)
def test_a_verifier_raises_its_own_errors_alone(name: str, value: object) -> None:
    """Whatever a caller takes for a token is refused as an invalid one."""
    if value == make_token():
        return
    with pytest.raises(TokenInvalid):
        asyncio.run(VERIFIERS[name].verify(value))  # type: ignore[arg-type]


NAMES = st.sampled_from(
    [b"authorization", b"Authorization", b"host", b"cookie", b"origin", b"content-length", b"\xff"]
)
DIGITS = st.sampled_from(["²".encode(), b"9" * 5000, b"-1", "٣".encode()])
HEADERS = st.lists(st.tuples(NAMES, st.binary(max_size=30) | DIGITS), max_size=4)
APPS = {
    "RequireBearer": guarded_app(VERIFIERS["alone"]),
    "RequireCaller": fastapi_app(VERIFIERS["alone"]),
    "OptionalCaller": fastapi_app(VERIFIERS["alone"], optional=True),
}


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("name", APPS)
@settings(max_examples=100)
@given(headers=HEADERS)
def test_no_header_breaks_the_check(
    name: str, kind: str, headers: list[tuple[bytes, bytes]]
) -> None:
    """The result is a response or a refused handshake, never a 500."""
    sent = messages(APPS[name], kind, headers, **SCOPE)
    statuses = [message["status"] for message in sent if "status" in message]
    if kind == "http":
        assert statuses[0] in ((200, 400, 401) if name == "OptionalCaller" else (400, 401))
    else:
        assert [message["type"] for message in sent] in (["websocket.close"], ["websocket.accept"])


SCOPE: dict[str, object] = {
    "method": "GET",
    "path": "/",
    "raw_path": b"/",
    "root_path": "",
    "query_string": b"",
    "subprotocols": [],
    "server": ("api.example", 80),
    "client": ("192.0.2.1", 5),
    "scheme": "http",
}
