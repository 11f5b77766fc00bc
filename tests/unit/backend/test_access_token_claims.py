"""The claims of an access token: which error names which claim, and what may be read of them.

The many wrong values of each claim are in tests/security/api.
"""

import math

import pytest

from auth.backend.access_token_claims import (
    AccessTokenClaims,
    AccessTokenRules,
    validate_access_token_claims,
)
from auth.errors import (
    AudienceMismatch,
    IssuerMismatch,
    SubjectMismatch,
    TokenExpired,
    TokenInvalid,
    TokenMalformed,
    TokenNotYetValid,
    TokenUseMismatch,
)
from tests.unit.backend.issuer import CLIENT, ISSUER, NOW, good_claims


def bound_to(audience: str | list[str]) -> AccessTokenRules:
    """Give the rules of an API whose callers ask for it as a `resource`."""
    return AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], audience=audience)


RULES = AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], leeway_seconds=30)
WRONG: list[tuple[str, object, type[TokenInvalid]]] = [
    ("iss", f"{ISSUER}1", IssuerMismatch),
    ("token_use", "id", TokenUseMismatch),
    ("client_id", "other", AudienceMismatch),
    ("client_id", [CLIENT], AudienceMismatch),
    ("aud", "other", AudienceMismatch),
    ("sub", ..., SubjectMismatch),
    *(("exp", expiry, TokenMalformed) for expiry in (..., math.inf, math.nan, NOW + 86_400)),
    ("exp", NOW - 30, TokenExpired),
    ("iat", ..., TokenMalformed),
    *((name, NOW + 31, TokenNotYetValid) for name in ("iat", "nbf")),
    ("nbf", "1800000000", TokenMalformed),
]


@pytest.mark.parametrize(("name", "value", "error"), WRONG)
def test_a_wrong_claim_is_named(name: str, value: object, error: type[TokenInvalid]) -> None:
    """Every claim has an error of its own."""
    with pytest.raises(error):
        validate_access_token_claims(good_claims(**{name: value}), RULES, now=NOW)


@pytest.mark.parametrize(
    ("name", "value"), [("exp", NOW - 29.9), ("iat", NOW + 30), ("nbf", NOW + 30)]
)
def test_the_leeway_reaches_this_far(name: str, value: float) -> None:
    """A claim that is wrong by no more than the leeway passes."""
    validate_access_token_claims(good_claims(**{name: value}), RULES, now=NOW)


API = "https://api.example"


@pytest.mark.parametrize("audience", [API, [API], ["https://other.example", API]])
def test_an_audience_of_ours_passes(audience: object) -> None:
    """A token that is bound to this API passes, bound to others or not (RFC 7519 4.1.3)."""
    for rules in (bound_to(API), bound_to(["https://api.example/v2", API])):
        validate_access_token_claims(good_claims(aud=audience), rules, now=NOW)


@pytest.mark.parametrize("rules", [RULES, bound_to(API), bound_to(CLIENT)])
@pytest.mark.parametrize("audience", [CLIENT, [CLIENT]])
def test_an_audience_that_is_the_tokens_own_client_passes(
    rules: AccessTokenRules, audience: object
) -> None:
    """A pre token generation trigger may add it, whether the API has a name or not."""
    claims = validate_access_token_claims(good_claims(aud=audience), rules, now=NOW)
    assert claims.get("aud") == audience


@pytest.mark.parametrize("audience", [..., None, ["https://other.example"], [API, 1]])
def test_an_audience_must_be_ours(audience: object) -> None:
    """Where tokens are bound to APIs, one that is bound to no API, or to another, is refused."""
    with pytest.raises(AudienceMismatch):
        validate_access_token_claims(good_claims(aud=audience), bound_to(API), now=NOW)


def test_machines_get_in_where_they_are_expected() -> None:
    """A token of the client credentials grant speaks for the app client itself."""
    claims = good_claims(sub=CLIENT, username=...)
    with pytest.raises(SubjectMismatch, match="machine"):
        validate_access_token_claims(claims, RULES, now=NOW)
    rules = AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], allow_client_credentials=True)
    assert validate_access_token_claims(claims, rules, now=NOW).sub == CLIENT


def test_a_token_does_not_end_before_it_begins() -> None:
    """A validity that no clock can fall into is nonsense, whatever the leeway."""
    with pytest.raises(TokenMalformed):
        validate_access_token_claims(good_claims(iat=NOW + 10, exp=NOW + 10), RULES, now=NOW)


def test_a_token_lives_no_longer_than_it_is_set_to() -> None:
    """An API that knows its pool's settings can be stricter than Cognito's own limit."""
    rules = AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], max_lifetime_seconds=3600)
    validate_access_token_claims(good_claims(), rules, now=NOW)
    with pytest.raises(TokenMalformed):
        validate_access_token_claims(good_claims(exp=NOW + 3541), rules, now=NOW)


@pytest.mark.parametrize(
    ("scope", "scopes"),
    [
        ("openid api/read", ["openid", "api/read"]),
        ("api/read  openid", ["api/read", "openid"]),
        ("api/read\topenid", ["api/read\topenid"]),
        (["api/read"], []),
        (None, []),
        (..., []),
    ],
)
def test_scopes_are_split_on_spaces_alone(scope: object, scopes: list[str]) -> None:
    """Scopes are exact words between spaces, and none at all when the claim is no text."""
    claims = validate_access_token_claims(good_claims(scope=scope), RULES, now=NOW)
    assert claims.scopes == scopes


@pytest.mark.parametrize(("groups", "found"), [(["a", 1, ["b"]], ["a"]), ("admins", []), (..., [])])
def test_groups_are_texts_in_a_list(groups: object, found: list[str]) -> None:
    """A group claim of another shape gives no groups."""
    claims = validate_access_token_claims(good_claims(**{"cognito:groups": groups}), RULES, now=NOW)
    assert claims.groups == found


def test_every_claim_of_an_access_token_has_a_property() -> None:
    """With the type that an editor shows."""
    claims = AccessTokenClaims(
        good_claims(auth_time=NOW - 900, jti="j", origin_jti="o", username="ada")
    )
    assert (claims.issuer, claims.client_id, claims.username) == (ISSUER, CLIENT, "ada")
    assert (claims.jti, claims.origin_jti, claims.auth_time) == ("j", "o", NOW - 900)
    assert (claims.issued_at, claims.expires_at) == (NOW - 60, NOW + 3540)
    assert not claims.is_machine
    assert AccessTokenClaims(good_claims(sub=CLIENT)).is_machine


@pytest.mark.parametrize("auth_time", [..., None, "1800000000", True, -1, math.nan, 10**400])
def test_a_time_of_another_type_is_none(auth_time: object) -> None:
    """A trigger may write what it likes, and no property raises."""
    claims = AccessTokenClaims(good_claims(auth_time=auth_time, jti=5, origin_jti=[]))
    assert (claims.auth_time, claims.jti, claims.origin_jti) == (None, "", "")


def test_a_replicas_token_is_checked_against_its_own_issuer() -> None:
    """The claims must name the issuer whose key has verified the signature."""
    replica = "https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_Example01"
    rules = AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], replica_issuers=[replica])
    assert rules.issuers == (ISSUER, replica)
    claims = good_claims(iss=replica)
    assert validate_access_token_claims(claims, rules, now=NOW, issuer=replica).issuer == replica
    for issuer in (None, ISSUER):
        with pytest.raises(IssuerMismatch):
            validate_access_token_claims(claims, rules, now=NOW, issuer=issuer)


def test_the_representation_holds_no_claims() -> None:
    """A log that shows the claims object shows nobody's data."""
    assert "ada" not in repr(AccessTokenClaims(good_claims()))
