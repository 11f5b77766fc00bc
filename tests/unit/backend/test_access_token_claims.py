"""Validation of an access token's claims, and their properties.

The many wrong values of each claim are in tests/security/api.
"""

import math
import time
from typing import Any

import pytest

from auth.backend.access_token_claims import (
    AccessTokenClaims,
    AccessTokenRules,
    validate_access_token_claims,
)
from auth.errors import (
    AudienceMismatch,
    ConfigurationError,
    IssuerMismatch,
    StepUpRequired,
    SubjectMismatch,
    TokenExpired,
    TokenInvalid,
    TokenMalformed,
    TokenNotYetValid,
    TokenUseMismatch,
)
from tests.unit.backend.issuer import CLIENT, ISSUER, NOW, good_claims


def bound_to(audience: str | list[str]) -> AccessTokenRules:
    """Return the rules of an API with that audience."""
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
    """Each claim has its own error."""
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
    """A token for this API passes, also if it is for others as well (RFC 7519 4.1.3)."""
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
    """If the API has an audience, a token without one, or with another, is refused."""
    with pytest.raises(AudienceMismatch):
        validate_access_token_claims(good_claims(aud=audience), bound_to(API), now=NOW)


def test_machines_are_accepted_only_if_allowed() -> None:
    """A token of the client credentials grant passes only if the setting allows it."""
    claims = good_claims(sub=CLIENT, username=...)
    with pytest.raises(SubjectMismatch, match="machine"):
        validate_access_token_claims(claims, RULES, now=NOW)
    rules = AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], allow_client_credentials=True)
    assert validate_access_token_claims(claims, rules, now=NOW).sub == CLIENT


def test_a_token_does_not_end_before_it_begins() -> None:
    """A token whose validity is empty is refused, whatever the leeway."""
    with pytest.raises(TokenMalformed):
        validate_access_token_claims(good_claims(iat=NOW + 10, exp=NOW + 10), RULES, now=NOW)


def test_a_validity_beyond_the_setting_is_refused() -> None:
    """An API can set a shorter limit than Cognito's."""
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
    """Scopes are separated by spaces; a claim of another type has none."""
    claims = validate_access_token_claims(good_claims(scope=scope), RULES, now=NOW)
    assert claims.scopes == scopes


@pytest.mark.parametrize(("groups", "found"), [(["a", 1, ["b"]], ["a"]), ("admins", []), (..., [])])
def test_groups_are_texts_in_a_list(groups: object, found: list[str]) -> None:
    """A claim of another type has no groups."""
    claims = validate_access_token_claims(good_claims(**{"cognito:groups": groups}), RULES, now=NOW)
    assert claims.groups == found


def test_every_claim_of_an_access_token_has_a_property() -> None:
    """Each has one type."""
    claims = AccessTokenClaims(
        good_claims(auth_time=NOW - 900, jti="j", origin_jti="o", username="ada")
    )
    assert (claims.issuer, claims.client_id, claims.username) == (ISSUER, CLIENT, "ada")
    assert (claims.jti, claims.origin_jti, claims.auth_time) == ("j", "o", NOW - 900)
    assert (claims.issued_at, claims.expires_at) == (NOW - 60, NOW + 3540)
    assert not claims.is_machine
    assert AccessTokenClaims(good_claims(sub=CLIENT)).is_machine


@pytest.mark.parametrize(
    ("acr", "accepted"),
    [
        ("high", ["low", "middle", "high"]),
        ("middle", ["low", "middle"]),
        *(
            (acr, ["low"])
            for acr in ("low", "HIGH", "high ", "", ..., None, 3, ["high"], "renamed")
        ),
    ],
)
def test_a_level_that_is_not_known_counts_as_the_lowest(acr: object, accepted: list[str]) -> None:
    """So does one of another type, and a missing one."""
    levels = ("low", "middle", "high")
    rules = AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], acr_levels=levels)
    claims = validate_access_token_claims(good_claims(acr=acr), rules, now=NOW)
    assert [level for level in levels if _reaches(claims, acr=level)] == accepted


@pytest.mark.parametrize(
    ("auth_time", "recent"),
    [
        *((time, True) for time in (NOW - 300, NOW, NOW + 60)),
        *((time, False) for time in (NOW - 301, NOW + 61, ..., None, str(NOW), True)),
    ],
)
def test_an_age_is_counted_from_the_sign_in(auth_time: object, *, recent: bool) -> None:
    """An unknown time is too old. One in the future is from another clock, or wrong."""
    claims = AccessTokenClaims(good_claims(auth_time=auth_time))
    assert _reaches(claims, max_age=300, now=NOW) is recent
    assert _reaches(claims)


def test_the_age_is_measured_by_this_machines_clock() -> None:
    """Unless another time is given."""
    claims = AccessTokenClaims({"auth_time": time.time() - 100})
    assert not _reaches(claims, max_age=90)
    assert _reaches(claims, max_age=120)


def test_a_demand_names_what_is_accepted() -> None:
    """Levels in ascending order, as Cognito reads them; an age alone names none."""
    claims = AccessTokenClaims({})
    with pytest.raises(StepUpRequired) as caught:
        claims.require_authentication(acr="urn:cognito:loa:3", max_age=60)
    assert caught.value.acr_values == "urn:cognito:loa:3 urn:cognito:loa:4"
    assert caught.value.max_age == 60
    with pytest.raises(StepUpRequired) as caught:
        claims.require_authentication(max_age=60)
    assert (caught.value.acr_values, caught.value.max_age) == ("", 60)
    with pytest.raises(ConfigurationError, match="urn:cognito:loa:4"):
        claims.require_authentication(acr="gold")


def _reaches(claims: AccessTokenClaims, **demand: Any) -> bool:
    try:
        claims.require_authentication(**demand)
    except StepUpRequired:
        return False
    return True


@pytest.mark.parametrize("auth_time", [..., None, "1800000000", True, -1, math.nan, 10**400])
def test_a_time_of_another_type_is_none(auth_time: object) -> None:
    """A claim of an unexpected type, which a trigger can add, raises nothing."""
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
    """A claims object in a log reveals no data."""
    assert "ada" not in repr(AccessTokenClaims(good_claims()))
