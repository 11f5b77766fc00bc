"""Mistakes in the `[auth]` table, found without a request, and corrected for the other checks."""

import pytest

from tests.unit.server.doctor.conftest import DOMAIN, ISSUER_ORIGIN, Hosts, names

POOL = "eu-west-1_StandIn01"


@pytest.mark.parametrize("written", [DOMAIN, f"{DOMAIN}/", f"{DOMAIN}/login?lang=de"])
def test_a_domain_with_a_protocol_or_a_path(hosts: Hosts, written: str) -> None:
    """The fix is the host name alone."""
    (finding,) = hosts.run_doctor(domain=written)
    assert finding.diagnosis.name == "domain-is-not-bare"
    assert finding.fix == 'Write domain = "sign-in.auth.eu-west-1.amazoncognito.com".'


@pytest.mark.parametrize(
    "written",
    [
        f"{ISSUER_ORIGIN}/{POOL}/",
        f"{ISSUER_ORIGIN}/{POOL}/.well-known/openid-configuration",
        f"{ISSUER_ORIGIN}/{POOL}".removeprefix("https://"),
    ],
)
def test_an_issuer_that_is_not_letter_for_letter(hosts: Hosts, written: str) -> None:
    """The fix is the value that every token has as `iss`."""
    (finding,) = hosts.run_doctor(issuer=written)
    assert finding.diagnosis.name == "issuer-is-misspelt"
    assert finding.fix == f'Write issuer = "{ISSUER_ORIGIN}/{POOL}".'


def test_an_issuer_in_another_region(hosts: Hosts) -> None:
    """The pool's id says which region is right."""
    other = ISSUER_ORIGIN.replace("eu-west-1", "us-east-2")
    (finding,) = hosts.run_doctor(issuer=f"{other}/{POOL}")
    assert finding.diagnosis.name == "region-is-wrong"
    assert finding.fix == f'Write issuer = "{ISSUER_ORIGIN}/{POOL}".'


def test_a_pool_of_another_region(hosts: Hosts) -> None:
    """The same, where region and pool are given in parts."""
    (finding,) = hosts.run_doctor(issuer=None, region="us-east-2", user_pool_id=POOL)
    assert finding.diagnosis.name == "region-is-wrong"
    assert finding.fix == 'Write region = "eu-west-1".'


def test_a_secret_in_the_page(hosts: Hosts) -> None:
    """It is named as a mistake, and never shown."""
    (finding,) = hosts.run_doctor(client_secret="geheim")
    assert finding.diagnosis.name == "secret-in-the-page"
    assert "geheim" not in f"{finding}"


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"client_id": None}, "client_id"),
        ({"scopes": ["email"]}, "scopes"),
        ({"redirect_ur": "https://app.example.com/"}, "redirect_ur"),
        ({"redirect_uri": "http://app.example.com/"}, "redirect_uri"),
        ({"issuer": DOMAIN}, "issuer"),
        ({"domain": 8}, "domain"),
        ({"issuer": None, "region": "eu-west-1", "user_pool_id": "StandIn01"}, "user_pool_id"),
    ],
)
def test_a_setting_that_cannot_be_meant(
    hosts: Hosts, settings: dict[str, object], key: str
) -> None:
    """The message has the key, what was found and what was expected."""
    findings = hosts.run_doctor(**settings)
    assert names(findings) == ["setting-is-wrong"]
    assert findings[0].evidence.startswith(f"`{key}`: got ")
