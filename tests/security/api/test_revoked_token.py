"""A token is sound, but its person has been signed out everywhere."""

import asyncio
from collections.abc import Mapping

import httpx

from auth.backend import AccessTokenVerifier, KeyCache, RequireBearer, RevocationCheck
from tests.security.api.api import KEYS
from tests.unit.backend.asgi_calls import hello
from tests.unit.backend.issuer import CLIENT, ISSUER, NOW, good_claims, key_set, make_token


def status_of(answer: tuple[int, bytes], token: str) -> httpx.Response:
    """Call an API with a revocation check, for which Cognito has that answer."""

    async def fetch() -> bytes:
        return key_set(*KEYS)

    async def user_info(_: Mapping[str, str]) -> tuple[int, bytes]:
        return answer

    async def exchange() -> httpx.Response:
        verifier = AccessTokenVerifier(
            issuer=ISSUER, client_ids=[CLIENT], keys=KeyCache(fetch), now=lambda: NOW
        )
        url = "https://app.auth.eu-west-1.amazoncognito.com/oauth2/userInfo"
        check = RevocationCheck(verifier, user_info_url=url, ask=user_info)
        transport = httpx.ASGITransport(app=RequireBearer(hello, verifier=check))
        async with httpx.AsyncClient(transport=transport, base_url="http://api.example") as client:
            return await client.get("/", headers={"Authorization": f"Bearer {token}"})

    return asyncio.run(exchange())


LIVE = b'{"sub": "%s"}' % str(good_claims()["sub"]).encode()


def test_cognito_has_the_last_word() -> None:
    """With the check, a revoked token gets the same response as an invalid one."""
    assert status_of((200, LIVE), make_token()).status_code == 200
    refused = status_of((401, b""), make_token())
    assert refused.status_code == 401
    assert refused.content == b'{"error": "invalid_token"}'


def test_no_word_lets_nobody_in() -> None:
    """If Cognito does not respond, the request is refused."""
    assert status_of((500, b""), make_token()).status_code == 503
    assert status_of((200, b"{}"), make_token()).status_code == 401


def test_a_word_of_cognito_saves_no_forged_token() -> None:
    """The signature is checked before Cognito is asked."""
    assert status_of((200, LIVE), make_token(signer="attacker")).status_code == 401
