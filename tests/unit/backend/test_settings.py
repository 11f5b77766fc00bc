"""An API's settings: an invalid one stops the start, with a sentence that names it."""

import math

import pytest

from auth.backend import AccessTokenVerifier
from auth.errors import ConfigurationError
from tests.unit.backend.issuer import CLIENT, ISSUER

WRONG: list[tuple[str, object, str]] = [
    ("issuer", "", "a complete https URL"),
    ("issuer", None, "an https URL, as a string"),
    ("issuer", [ISSUER], "an https URL, as a string"),
    ("issuer", "pool", "a complete https URL"),
    ("issuer", "http://issuer.example/pool", "a complete https URL"),
    ("issuer", "ftp://issuer.example/pool", "a complete https URL"),
    ("issuer", "https://user@issuer.example/pool", "a complete https URL"),
    ("issuer", f"{ISSUER}/", "no trailing slash"),
    ("issuer", f"{ISSUER}?a=b", "no trailing slash, query"),
    ("issuer", f"{ISSUER}#a", "no trailing slash, query"),
    ("issuer", f"{ISSUER}/.well-known/jwks.json", "no /.well-known/ part"),
    ("issuer", "https://app.auth.eu-west-1.amazoncognito.com", "the issuer of the tokens"),
    (
        "issuer",
        "https://cognito-idp.eu-west-1.amazonaws.com",
        "a user pool of that Region, like /eu-west-1_",
    ),
    (
        "issuer",
        ISSUER.replace("/eu-west-1_", "/eu-west-2_"),
        "a user pool of that Region, like /eu-west-1_",
    ),
    ("client_ids", [], "at least one"),
    ("client_ids", "2hd8exampleclient", "a list of strings"),
    ("client_ids", None, "a list of strings"),
    ("client_ids", [None], "non-empty strings"),
    ("client_ids", [CLIENT, ""], "non-empty strings"),
    ("client_ids", [f"{CLIENT}\n"], "non-empty strings"),
    ("audience", "", "non-empty strings"),
    ("audience", [], "a string, or None"),
    ("audience", 1, "a list of strings"),
    ("allow_client_credentials", "false", "True or False"),
    ("allow_client_credentials", None, "True or False"),
    ("leeway_seconds", -1, "0 to 60"),
    ("leeway_seconds", 61, "0 to 60"),
    ("leeway_seconds", math.nan, "0 to 60"),
    ("leeway_seconds", "30", "0 to 60"),
    ("leeway_seconds", True, "0 to 60"),
    ("max_lifetime_seconds", 60, "300 to 86400"),
    ("max_lifetime_seconds", math.inf, "300 to 86400"),
]


@pytest.mark.parametrize(("name", "value", "expected"), WRONG)
def test_an_invalid_setting_stops_the_start(name: str, value: object, expected: str) -> None:
    """The message names the setting and says what was expected."""
    settings = {"issuer": ISSUER, "client_ids": [CLIENT], name: value}
    with pytest.raises(ConfigurationError, match=name) as caught:
        AccessTokenVerifier(**settings)  # type: ignore[arg-type]
    assert caught.value.key == name
    assert expected in caught.value.expected


def test_a_replica_of_the_stand_in_has_its_region_in_the_path() -> None:
    """The last part of the path is the pool's id."""
    issuer = "http://localhost:8002/eu-west-1_StandIn01"
    replica = "http://localhost:8002/eu-central-1/eu-west-1_StandIn01"
    checked = AccessTokenVerifier(issuer=issuer, client_ids=[CLIENT], replica_issuers=[replica])
    assert checked.issuers == (issuer, replica)


@pytest.mark.parametrize(
    "issuer",
    [
        "https://issuer-cognito-idp.eu-west-1.amazonaws.com",
        "https://issuer-cognito-idp.eu-west-1.amazonaws.com/us-east-1_Example01",
        "https://cognito-idp.cn-north-1.amazonaws.com.cn/pool",
    ],
)
def test_every_host_of_cognitos_needs_a_pool_of_its_region(issuer: str) -> None:
    """Both forms of the issuer, in every partition."""
    with pytest.raises(ConfigurationError, match="a user pool of that Region"):
        AccessTokenVerifier(issuer=issuer, client_ids=[CLIENT])


@pytest.mark.parametrize(
    "issuer",
    [
        ISSUER,
        ISSUER.replace("https://", "https://issuer-"),
        "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEfGhI",
        "https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbCdEfGhI",
        "http://localhost:8002/eu-west-1_StandIn01",
        "https://another.example/issuer",
    ],
)
def test_a_pool_may_be_anywhere(issuer: str) -> None:
    """Both forms of issuer, other partitions, a stand-in on this machine and other issuers."""
    AccessTokenVerifier(issuer=issuer, client_ids=(client for client in [CLIENT]))
