"""Tokens for tests of an API, as the library's own verifier and FastAPI see them."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI

from auth import (
    AudienceMismatch,
    IssuerMismatch,
    SignatureInvalid,
    TokenExpired,
    TokenInvalid,
    TokenUseMismatch,
)
from auth.backend import AccessTokenClaims, AccessTokenVerifier
from auth.backend.fastapi import RequireCaller
from auth.testing import TokenMinter, person
from auth.testing.pools import example_settings

minter = TokenMinter()
OTHER_POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Elsewhere"


def verify(token: str, **settings: object) -> AccessTokenClaims:
    """Verify a token with the minter's verifier."""
    return asyncio.run(minter.verifier(**settings).verify(token))


def test_a_token_has_the_claims_of_its_person() -> None:
    """User name, subject, groups and the scopes that the test asks for."""
    caller = verify(minter.access_token("ada", scopes=["openid", "api/read"]))
    assert (caller.username, caller.groups) == ("ada", ["admins"])
    assert caller.scopes == ["openid", "api/read"]
    assert caller.sub == minter._person("ada").sub
    lin = person("lin", groups=["reviewers"])
    assert verify(minter.access_token(lin)).groups == ["reviewers"]
    assert verify(minter.access_token("somebody")).username == "somebody"


def test_claims_can_be_anything() -> None:
    """Further claims, other values, and none."""
    claims = {"tenant": "blue", "username": None, "cognito:groups": ["editors"]}
    token = minter.access_token(claims=claims)
    caller = verify(token)
    assert (caller.get("tenant"), caller.username, caller.groups) == ("blue", "", ["editors"])


@pytest.mark.parametrize(
    ("token", "error"),
    [
        (lambda: minter.access_token(expires_in=-60), TokenExpired),
        (lambda: minter.access_token(client_id="another"), AudienceMismatch),
        (lambda: minter.access_token(issuer=OTHER_POOL), IssuerMismatch),
        (lambda: minter.access_token(is_signed=False), TokenInvalid),
        (lambda: minter.access_token(claims={"aud": "https://other.example"}), AudienceMismatch),
        (minter.id_token, TokenUseMismatch),
    ],
)
def test_an_invalid_token_is_refused(token: Callable[[], str], error: type[TokenInvalid]) -> None:
    """Each for its own reason."""
    with pytest.raises(error):
        verify(token())


def test_a_signature_of_another_key_is_refused() -> None:
    """Also with the `kid` of a published key."""
    good, forged = minter.access_token(), minter.access_token(is_signed=False)
    [header, *_] = good.split(".")
    [_, *rest] = forged.split(".")
    with pytest.raises(SignatureInvalid):
        verify(".".join([header, *rest]))


def test_an_id_token_has_booleans() -> None:
    """As Cognito's have."""
    from auth.protocol.jose import split_jws  # noqa: PLC0415

    claims = split_jws(minter.id_token("grace", claims={"nonce": "n"})).payload()
    assert (claims["email_verified"], claims["nonce"]) == (True, "n")
    assert claims["aud"] == example_settings().client_id


@pytest.mark.filterwarnings("ignore:Using `httpx`")
def test_an_apis_own_verifier_accepts_the_tokens_for_a_while() -> None:
    """Its settings stay, no key is fetched, and afterwards it is as before."""
    from fastapi.testclient import TestClient  # noqa: PLC0415 - it warns of another package

    verifier = AccessTokenVerifier(issuer=OTHER_POOL, client_ids=["1example23456789"])
    app = FastAPI()
    reader = RequireCaller(verifier=verifier, scopes=["api/read"])

    @app.get("/me")
    async def me(caller: Annotated[AccessTokenClaims, Depends(reader)]) -> str:
        return caller.username

    before, own = verifier._keys, TokenMinter()
    client = TestClient(app)

    def status(token: str) -> int:
        answer = client.get("/me", headers={"Authorization": f"Bearer {token}"})
        return int(answer.status_code)

    with own.trusted_by(verifier):
        assert status(own.access_token(scopes=["api/read"])) == 200
        assert status(own.access_token()) == 403
        assert status(own.access_token(scopes=["api/read"], expires_in=-60)) == 401
        assert status(own.access_token(scopes=["api/read"], client_id="another")) == 401
        assert status(minter.access_token(scopes=["api/read"])) == 401
        assert client.get("/me").status_code == 401
    assert verifier._keys is before
    assert own.issuer == minter.issuer
