"""ID token claims (a case a rule is in tests/vectors)."""

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
from auth.protocol.id_token_claims import (
    Claims,
    IdTokenClaims,
    restore_id_token_claims,
    validate_id_token_claims,
    validate_refreshed_id_token_claims,
)
from auth.testing.doubles import START
from tests.support import samples


def refreshed(previous: dict[str, object], **changes: object) -> IdTokenClaims:
    """Check the ID token of a renewal that came after `previous`."""
    return validate_refreshed_id_token_claims(
        samples.id_claims(**changes),
        issuer=samples.ISSUER,
        client_id=samples.CLIENT,
        previous=IdTokenClaims(previous),
        access_token="the-access-token",
    )


def test_checked_claims_can_be_asked() -> None:
    """Subject, end, groups, and any other claim by its wire name."""
    claims = validate_id_token_claims(
        samples.id_claims(**{"cognito:groups": ["admins", 7], "custom:department": "Engines"}),
        issuer=samples.ISSUER,
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
    ("claims", "name"),
    [
        ({"name": "Ada Lovelace", "email": "ada@example.com"}, "Ada Lovelace"),
        ({"name": "", "email": "ada@example.com"}, "ada@example.com"),
        ({"email": "ada@example.com", "cognito:username": "ada"}, "ada@example.com"),
        ({"cognito:username": "ada", "name": 7}, "ada"),
        ({}, "the-sub"),
    ],
)
def test_there_is_always_a_name_to_show(claims: dict[str, object], name: str) -> None:
    """The best one there is."""
    assert IdTokenClaims({"sub": "the-sub", **claims}).name == name


def test_claims_are_not_shown() -> None:
    """They are personal data."""
    assert repr(Claims({"sub": "secret"})) == "<Claims>"


@pytest.mark.parametrize(
    ("previous", "changes"),
    [
        ({}, {}),
        ({}, {"nonce": ...}),
        ({}, {"nonce": None}),
        ({}, {"auth_time": ...}),
        ({}, {"exp": int(START) + 7200, "iat": int(START)}),
        ({"auth_time": ...}, {"auth_time": ...}),
        ({"nonce": ...}, {"nonce": ...}),
    ],
)
def test_a_renewed_token_of_the_same_sign_in_is_accepted(
    previous: dict[str, object], changes: dict[str, object]
) -> None:
    """Cognito leaves the nonce out; either way is by the book."""
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
        ({"iat": int(START) - 6}, TokenExpired),
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
    """Time has no part in it."""
    claims = restore_id_token_claims(
        samples.id_claims(**changes), issuer=samples.ISSUER, client_id=samples.CLIENT
    )
    assert claims.sub


@pytest.mark.parametrize(
    "changes", [{"iss": "x"}, {"aud": "x"}, {"token_use": "access"}, {"sub": ""}, {"exp": "x"}]
)
def test_a_kept_token_of_another_client_is_refused(changes: dict[str, object]) -> None:
    """Somebody else's storage is not ours to believe."""
    with pytest.raises(TokenInvalid):
        restore_id_token_claims(
            samples.id_claims(**changes), issuer=samples.ISSUER, client_id=samples.CLIENT
        )
