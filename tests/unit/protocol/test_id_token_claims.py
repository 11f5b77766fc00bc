"""ID token claims (tests/vectors has a case for each rule)."""

import pytest

from auth.errors import (
    AccessTokenHashMismatch,
    AudienceMismatch,
    AuthenticationTooOld,
    IssuerMismatch,
    NonceMismatch,
    SubjectMismatch,
    TokenExpired,
    TokenInvalid,
    TokenMalformed,
    TokenUseMismatch,
)
from auth.protocol.claims import IdTokenClaims
from auth.protocol.id_token_claims import (
    original_claims,
    restore_id_token_claims,
    validate_id_token_claims,
    validate_refreshed_id_token_claims,
)
from auth.testing.doubles import START
from tests.support import samples


def refreshed(previous: dict[str, object], **changes: object) -> IdTokenClaims:
    """Check the ID token of a renewal; the sign-in had the claims `previous`."""
    return validate_refreshed_id_token_claims(
        samples.id_claims(**changes),
        issuers=(samples.ISSUER,),
        client_id=samples.CLIENT,
        original=original_claims(IdTokenClaims(previous)),
        access_token="the-access-token",
    )


def test_checked_claims_can_be_asked() -> None:
    """Subject, expiry, groups, and any other claim by its name in the token."""
    claims = validate_id_token_claims(
        samples.id_claims(**{"cognito:groups": ["admins", 7], "custom:department": "Engines"}),
        issuers=(samples.ISSUER,),
        client_id=samples.CLIENT,
        now=START,
        nonce="the-nonce",
        access_token="the-access-token",
    )
    assert claims.sub == samples.id_claims()["sub"]
    assert claims.expires_at == START + 3595
    assert claims.groups == ["admins"]
    assert claims.string("custom:department") == "Engines"
    assert claims.get("iat") == START - 5
    assert (claims.get("nothing"), claims.string("iat"), claims.strings("sub")) == (None, "", [])


@pytest.mark.parametrize(
    ("previous", "changes"),
    [
        ({}, {}),
        ({}, {"nonce": ...}),
        ({}, {"nonce": None}),
        ({}, {"auth_time": ...}),
        ({}, {"exp": int(START) + 7200, "iat": int(START)}),
        ({}, {"auth_time": None}),
        ({}, {"iat": int(START) - 5 - 300}),
        ({"auth_time": ...}, {"auth_time": ...}),
        ({"auth_time": ...}, {}),
        ({"nonce": ...}, {"nonce": ...}),
        ({"nonce": ...}, {}),
    ],
)
def test_a_renewed_token_of_the_same_sign_in_is_accepted(
    previous: dict[str, object], changes: dict[str, object]
) -> None:
    """Optional claims may be absent, and the clocks of two servers may differ by five minutes."""
    assert refreshed(samples.id_claims(**previous), **changes).sub


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"iss": "https://evil.example"}, IssuerMismatch),
        ({"aud": "other"}, AudienceMismatch),
        ({"token_use": "access"}, TokenUseMismatch),
        ({"sub": "somebody else"}, SubjectMismatch),
        ({"sub": ...}, SubjectMismatch),
        ({"nonce": "other"}, NonceMismatch),
        ({"nonce": ""}, NonceMismatch),
        ({"auth_time": int(START)}, AuthenticationTooOld),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, AccessTokenHashMismatch),
        ({"exp": int(START) - 301}, TokenExpired),
        ({"iat": int(START) - 5 - 301}, TokenExpired),
        ({"iat": int(START), "exp": int(START)}, TokenExpired),
        ({"exp": ...}, TokenMalformed),
    ],
)
def test_a_renewed_token_of_another_sign_in_is_refused(
    changes: dict[str, object], kind: type[TokenInvalid]
) -> None:
    """OIDC Core 12.2, rule by rule."""
    with pytest.raises(kind):
        refreshed(samples.id_claims(), **changes)


@pytest.mark.parametrize("changes", [{}, {"exp": int(START) - 86_400 * 400}, {"nonce": ...}])
def test_a_kept_token_says_who_signed_in_for_ever(changes: dict[str, object]) -> None:
    """The expiry is not checked."""
    claims = restore_id_token_claims(
        samples.id_claims(**changes), issuers=(samples.ISSUER,), client_id=samples.CLIENT
    )
    assert claims.sub


@pytest.mark.parametrize(
    "changes", [{"iss": "x"}, {"aud": "x"}, {"token_use": "access"}, {"sub": ""}, {"exp": "x"}]
)
def test_a_kept_token_of_another_client_is_refused(changes: dict[str, object]) -> None:
    """Tokens of another pool, client or type are refused."""
    with pytest.raises(TokenInvalid):
        restore_id_token_claims(
            samples.id_claims(**changes), issuers=(samples.ISSUER,), client_id=samples.CLIENT
        )
