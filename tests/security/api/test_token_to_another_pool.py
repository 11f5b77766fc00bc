"""A token of one pool would be sent to the userInfo endpoint of another."""

import asyncio
from collections.abc import Mapping

import pytest

from auth.backend import AccessTokenVerifier, AnyPool, KeyCache, RevocationCheck, TokenCache
from auth.backend.bearer import Verifier
from auth.errors import ConfigurationError
from tests.security.api.api import KEYS
from tests.unit.backend.issuer import CLIENT, ISSUER, NOW, good_claims, key_set, make_token

OTHER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example02"
HOSTS = {ISSUER: "app.auth.eu-west-1", OTHER: "app.auth.us-east-1"}


def url_of(issuer: str) -> str:
    """Return the userInfo endpoint of an issuer's pool."""
    return f"https://{HOSTS[issuer]}.amazoncognito.com/oauth2/userInfo"


def verifier(issuer: str) -> AccessTokenVerifier:
    """Return the verifier of one pool."""

    async def fetch() -> bytes:
        return key_set(*KEYS)

    return AccessTokenVerifier(
        issuer=issuer, client_ids=[CLIENT], keys=KeyCache(fetch), now=lambda: NOW
    )


def both() -> AnyPool:
    """Return a verifier for two pools."""
    return AnyPool([verifier(ISSUER), verifier(OTHER)])


@pytest.mark.parametrize(
    "several",
    [both(), TokenCache(both()), TokenCache(TokenCache(both()))],
    ids=["AnyPool", "in a cache", "in two caches"],
)
def test_a_check_around_several_pools_cannot_be_made(several: Verifier) -> None:
    """It would send the tokens of all pools to one endpoint."""
    with pytest.raises(ConfigurationError, match="one check for each pool"):
        RevocationCheck(several, user_info_url=url_of(ISSUER))


def test_each_endpoint_gets_tokens_of_its_own_pool() -> None:
    """With a check for each pool, every token goes to its own pool."""
    sent: dict[str, list[str]] = {ISSUER: [], OTHER: []}

    def check(issuer: str) -> RevocationCheck:
        async def ask(headers: Mapping[str, str]) -> tuple[int, bytes]:
            sent[issuer].append(headers["Authorization"].removeprefix("Bearer "))
            return 200, b'{"sub": "%s"}' % str(good_claims()["sub"]).encode()

        cached = TokenCache(verifier(issuer), now=lambda: NOW)
        return RevocationCheck(cached, user_info_url=url_of(issuer), ask=ask)

    pools = AnyPool([check(ISSUER), check(OTHER)])
    tokens = {issuer: make_token(iss=issuer) for issuer in HOSTS}
    for issuer, token in tokens.items():
        assert asyncio.run(pools.verify(token)).issuer == issuer
    assert sent == {issuer: [token] for issuer, token in tokens.items()}
