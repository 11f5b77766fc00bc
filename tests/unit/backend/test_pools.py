"""Several pools, and one pool under two names."""

import asyncio

import pytest

from auth.backend import (
    AccessTokenClaims,
    AccessTokenVerifier,
    AnyPool,
    KeyCache,
    TokenCache,
    issuer_forms,
)
from auth.errors import ConfigurationError, TokenInvalid
from tests.unit.backend.issuer import CLIENT, ISSUER, KID, NOW, jwk, key_set, make_token

UPDATED = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01"
OTHER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example02"


def pool(issuer: str, signer: str, *clients: str) -> AccessTokenVerifier:
    """Give the verifier of a pool whose only key is that of `signer`."""

    async def fetch() -> bytes:
        return key_set(jwk(signer, KID))

    return AccessTokenVerifier(
        issuer=issuer, client_ids=clients, keys=KeyCache(fetch), now=lambda: NOW
    )


def verify(token: str) -> AccessTokenClaims:
    """Verify a token at an API for two pools, the keys of which have the same name."""
    pools = AnyPool([pool(ISSUER, "issuer", CLIENT), pool(OTHER, "other", "otherclient")])
    return asyncio.run(pools.verify(token))


def test_each_pool_lets_its_own_people_in() -> None:
    """The token's issuer decides which pool's keys and clients count."""
    assert verify(make_token()).client_id == CLIENT
    assert (
        verify(make_token(signer="other", iss=OTHER, client_id="otherclient")).get("iss") == OTHER
    )


@pytest.mark.parametrize(
    "token",
    [
        make_token(iss=OTHER, client_id="otherclient"),
        make_token(signer="other"),
        make_token(client_id="otherclient"),
        make_token(signer="other", iss=OTHER),
        make_token(iss="https://attacker.example"),
        make_token(iss=[ISSUER]),
        make_token(iss={ISSUER: 1}),
        make_token(iss=...),
        "a.b.c",
        "",
    ],
    ids=range(10),
)
def test_no_pool_vouches_for_another(token: str) -> None:
    """One pool's key or client is nothing at the other, and an unknown issuer has no say at all."""
    with pytest.raises(TokenInvalid):
        verify(token)


def test_each_pool_stands_there_once() -> None:
    """No pool at all, or two verifiers for one issuer, cannot be meant."""
    for verifiers in ([], [pool(ISSUER, "issuer", CLIENT), pool(ISSUER, "other", CLIENT)]):
        with pytest.raises(ConfigurationError, match="one for each issuer"):
            AnyPool(verifiers)


def test_what_is_for_no_issuer_cannot_be_chosen() -> None:
    """A cache or a check goes around the pools, not between them."""
    with pytest.raises(ConfigurationError, match="got TokenCache"):
        AnyPool([TokenCache(pool(ISSUER, "issuer", CLIENT))])  # type: ignore[list-item]


def test_a_pool_has_two_names() -> None:
    """Cognito's original issuer and its updated form belong together, other issuers stand alone."""
    assert issuer_forms(ISSUER) == (ISSUER, UPDATED)
    assert issuer_forms(UPDATED) == (UPDATED, ISSUER)
    assert issuer_forms("https://issuer.example") == ("https://issuer.example",)


@pytest.mark.parametrize("issuer", [ISSUER, UPDATED])
def test_an_api_can_accept_both_names(issuer: str) -> None:
    """While a pool moves from one form to the other, tokens of both get in."""
    both = AnyPool(pool(form, "issuer", CLIENT) for form in issuer_forms(ISSUER))
    assert asyncio.run(both.verify(make_token(iss=issuer))).get("iss") == issuer
