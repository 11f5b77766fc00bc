"""The claims of an access token, one wrong claim at a time."""

import math

import pytest

from auth.backend.claims import AccessTokenClaims, AccessTokenRules, validate_access_token_claims
from auth.errors import (
    AudienceMismatch,
    ConfigurationError,
    IssuerMismatch,
    SubjectMismatch,
    TokenExpired,
    TokenInvalid,
    TokenMalformed,
    TokenNotYetValid,
    TokenUseMismatch,
)
from tests.unit.backend.issuer import CLIENT, ISSUER, NOW, good_claims

RULES = AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], leeway_seconds=30)
AUDIENCES: tuple[object, ...] = ("https://api.example", CLIENT, [], 1)
SUBJECTS: tuple[object, ...] = (..., None, 1, "", {}, "s" * 256)
EXPIRIES: tuple[object, ...] = (..., None, "1800003540", True, [], -1, math.inf, math.nan, 1e15)
WRONG: list[tuple[str, object, type[TokenInvalid]]] = [
    *(
        ("iss", issuer, IssuerMismatch)
        for issuer in (f"{ISSUER}1", ISSUER[:-1], f"{ISSUER}/", ISSUER.upper(), [ISSUER], None, ...)
    ),
    *(
        ("token_use", use, TokenUseMismatch)
        for use in ("id", "Access", ["access"], None, ..., True)
    ),
    *(
        ("client_id", client, AudienceMismatch)
        for client in ("other", CLIENT[:-1], CLIENT.upper(), [CLIENT], {CLIENT: 1}, None, ...)
    ),
    *(("aud", audience, AudienceMismatch) for audience in AUDIENCES),
    *(("sub", sub, SubjectMismatch) for sub in SUBJECTS),
    *(("exp", expiry, TokenMalformed) for expiry in EXPIRIES),
    *(("exp", expiry, TokenExpired) for expiry in (NOW - 30, NOW - 3000)),
    ("exp", NOW + 86_400, TokenMalformed),
    *(("iat", issued, TokenMalformed) for issued in (..., None, "1800000000", True)),
    *((name, NOW + 31, TokenNotYetValid) for name in ("iat", "nbf")),
    ("nbf", "1800000000", TokenMalformed),
]


@pytest.mark.parametrize(("name", "value", "error"), WRONG)
def test_a_wrong_claim_is_named(name: str, value: object, error: type[TokenInvalid]) -> None:
    """Every wrong, missing or mistyped claim has an error of its own."""
    with pytest.raises(error):
        validate_access_token_claims(good_claims(**{name: value}), RULES, now=NOW)


@pytest.mark.parametrize(
    ("name", "value"), [("exp", NOW - 29.9), ("iat", NOW + 30), ("nbf", NOW + 30)]
)
def test_the_leeway_reaches_this_far(name: str, value: float) -> None:
    """A claim that is wrong by no more than the leeway passes."""
    validate_access_token_claims(good_claims(**{name: value}), RULES, now=NOW)


def test_an_audience_must_be_ours() -> None:
    """A token for a resource passes at that resource, alone or in a list, and not with others."""
    rules = AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], audience="https://api.example")
    for audience in ("https://api.example", ["https://api.example"]):
        validate_access_token_claims(good_claims(aud=audience), rules, now=NOW)
    both = ["https://api.example", "https://other.example"]
    for other in (both, None, "https://api.example/"):
        with pytest.raises(AudienceMismatch):
            validate_access_token_claims(good_claims(aud=other), rules, now=NOW)


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


def test_the_representation_holds_no_claims() -> None:
    """A log that shows the claims object shows nobody's data."""
    assert "ada" not in repr(AccessTokenClaims(good_claims()))


@pytest.mark.parametrize("clients", [[], (), "2hd8exampleclient"])
def test_rules_without_a_list_of_clients_are_refused(clients: list[str]) -> None:
    """No client at all, or a text that would match letter by letter, stops the start."""
    with pytest.raises(ConfigurationError, match="client_ids"):
        AccessTokenRules(issuer=ISSUER, client_ids=clients)


@pytest.mark.parametrize("leeway", [-1, 61, math.nan])
def test_an_unreasonable_leeway_is_refused(leeway: float) -> None:
    """A leeway below zero or above a minute stops the start."""
    with pytest.raises(ConfigurationError, match="leeway_seconds"):
        AccessTokenRules(issuer=ISSUER, client_ids=[CLIENT], leeway_seconds=leeway)
