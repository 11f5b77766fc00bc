"""Several pools, and a pool with two forms of issuer."""

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
from auth.backend.unverified import HIGHEST_MAX_TOKEN_BYTES
from auth.errors import ConfigurationError, SignatureInvalid, TokenInvalid, TokenTooLarge
from tests.unit.backend.issuer import CLIENT, ISSUER, KID, NOW, jwk, key_set, make_token

UPDATED = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01"
OTHER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example02"


def pool(issuer: str, signer: str, *clients: str) -> AccessTokenVerifier:
    """Return the verifier of a pool whose only key is that of `signer`."""

    async def fetch() -> bytes:
        return key_set(jwk(signer, KID))

    return AccessTokenVerifier(
        issuer=issuer, client_ids=clients, keys=KeyCache(fetch), now=lambda: NOW
    )


def verify(token: str) -> AccessTokenClaims:
    """Verify a token for two pools whose keys have the same `kid`."""
    pools = AnyPool([pool(ISSUER, "issuer", CLIENT), pool(OTHER, "other", "otherclient")])
    return asyncio.run(pools.verify(token))


def test_the_issuer_chooses_the_verifier() -> None:
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
    """A key or client of one pool is invalid for the other; an unknown issuer is refused."""
    with pytest.raises(TokenInvalid):
        verify(token)


def test_each_issuer_has_one_verifier() -> None:
    """No verifier at all, or two for one issuer, is refused."""
    for verifiers in ([], [pool(ISSUER, "issuer", CLIENT), pool(ISSUER, "other", CLIENT)]):
        with pytest.raises(ConfigurationError, match="one for each issuer"):
            AnyPool(verifiers)


class Anonymous:
    """A verifier that does not say whose tokens it is for."""

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Accept everything."""
        return AccessTokenClaims({"sub": unverified_token})


def test_a_verifier_that_names_no_issuer_cannot_be_chosen() -> None:
    """Neither a custom one, nor a cache around it, nor pools inside pools."""
    inner = AnyPool([pool(ISSUER, "issuer", CLIENT)])
    for verifier in (Anonymous(), TokenCache(Anonymous()), inner, TokenCache(inner)):
        with pytest.raises(ConfigurationError, match="names no issuer") as caught:
            AnyPool([verifier])  # type: ignore[list-item]
        assert type(verifier).__name__ in caught.value.got


def test_each_pool_may_have_a_cache_of_its_own() -> None:
    """A wrapped verifier is chosen by the issuer of the one inside."""
    pools = AnyPool([TokenCache(pool(ISSUER, "issuer", CLIENT)), pool(OTHER, "other", "otherid")])
    assert asyncio.run(pools.verify(make_token())).issuer == ISSUER
    with pytest.raises(TokenInvalid):
        asyncio.run(pools.verify(make_token(iss=OTHER, client_id="otherid")))


def test_a_replicas_issuer_has_one_verifier() -> None:
    """A replica of one pool cannot be another verifier's issuer as well."""
    replica = "https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_Example01"
    first = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT], replica_issuers=[UPDATED])
    AnyPool([first, pool(OTHER, "other", CLIENT)])
    with pytest.raises(ConfigurationError, match="one for each issuer"):
        AnyPool([first, pool(UPDATED, "other", CLIENT)])
    assert replica not in first.issuers


def test_the_choice_of_a_pool_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token over the limit is not read, and the strict reader runs after the signature check."""
    pools = AnyPool([pool(ISSUER, "issuer", CLIENT), pool(OTHER, "other", CLIENT)])
    with pytest.raises(TokenTooLarge):
        asyncio.run(pools.verify("x" * (HIGHEST_MAX_TOKEN_BYTES + 1)))
    forged = make_token(signer="attacker", filler=[{} for _ in range(1000)])
    monkeypatch.setattr("auth.encoding.strict_json.read_json", None)
    with pytest.raises(SignatureInvalid):
        asyncio.run(pools.verify(forged))


def test_a_pool_has_two_forms_of_issuer() -> None:
    """Cognito's original and updated issuer belong together; other issuers have one form."""
    assert issuer_forms(ISSUER) == (ISSUER, UPDATED)
    assert issuer_forms(UPDATED) == (UPDATED, ISSUER)
    assert issuer_forms("https://issuer.example") == ("https://issuer.example",)


@pytest.mark.parametrize("issuer", [ISSUER, UPDATED])
def test_an_api_can_accept_both_forms(issuer: str) -> None:
    """While a pool changes its issuer type, tokens of both forms pass."""
    both = AnyPool(pool(form, "issuer", CLIENT) for form in issuer_forms(ISSUER))
    assert asyncio.run(both.verify(make_token(iss=issuer))).get("iss") == issuer
