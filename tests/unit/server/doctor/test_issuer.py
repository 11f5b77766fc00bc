"""Checks of the issuer and its keys."""

import json

import pytest

from tests.unit.server.doctor.conftest import (
    ISSUER_ORIGIN,
    Hosts,
    answering,
    at_path,
    names,
    without_cors,
)


def test_a_pool_that_is_not_there(hosts: Hosts) -> None:
    """A wrong id is one finding, not one a check."""
    (finding,) = hosts.run_doctor(issuer=f"{ISSUER_ORIGIN}/eu-west-1_Nowhere00")
    assert finding.diagnosis.name == "issuer-not-found"
    assert "404" in finding.evidence


def test_an_issuer_that_does_not_answer(hosts: Hosts) -> None:
    """No answer at all is said as such."""
    del hosts.apps[ISSUER_ORIGIN]
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "issuer-is-unreachable"
    assert "got no answer: no address for cognito-idp" in finding.evidence


def test_an_issuer_by_another_name(hosts: Hosts) -> None:
    """Tokens carry the name in the discovery document."""
    hosts.cognito.faults.enable("discovery-wrong-issuer")
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "issuer-has-another-name"
    assert finding.fix == f'Write issuer = "{ISSUER_ORIGIN}/eu-west-1_StandIn01X".'


def test_a_pool_without_a_domain(hosts: Hosts) -> None:
    """Nobody can sign in at it."""
    hosts.pool.domain = ""
    assert names(hosts.run_doctor()) == ["pool-has-no-domain"]


@pytest.mark.parametrize(("status", "body"), [(200, b"<html>"), (500, b"{}"), (200, b"[]")])
def test_keys_that_cannot_be_fetched(hosts: Hosts, status: int, body: bytes) -> None:
    """An invalid key set is reported like a missing one."""
    other = answering(status, body, "application/json")
    hosts.apps[ISSUER_ORIGIN] = at_path(hosts.apps[ISSUER_ORIGIN], "jwks.json", other)
    assert names(hosts.run_doctor()) == ["keys-are-unreachable"]


def test_keys_of_a_replica_that_cannot_be_fetched(hosts: Hosts) -> None:
    """Each issuer's keys are checked, at the address that the page asks."""
    replica = "https://cognito-idp.eu-central-1.amazonaws.com/eu-west-1_StandIn01"
    (finding,) = hosts.run_doctor(replica_issuers=[replica])
    assert finding.diagnosis.name == "keys-are-unreachable"
    assert "cognito-idp.eu-central-1.amazonaws.com" in finding.evidence


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "EC"},
        {"alg": "RS512"},
        {"use": "enc"},
        {"kid": None},
        {"n": "AQAB"},
        {"n": "not base64: Ä"},
    ],
)
def test_keys_that_check_nothing(hosts: Hosts, change: dict[str, object]) -> None:
    """A key set without an RSA signing key is reported."""
    keys = [{**key, **change} for key in hosts.cognito.keys.jwks()["keys"]]
    other = answering(200, json.dumps({"keys": [*keys, 7]}).encode(), "application/json")
    hosts.apps[ISSUER_ORIGIN] = at_path(hosts.apps[ISSUER_ORIGIN], "jwks.json", other)
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "keys-are-unusable"
    assert "lists 3 keys" in finding.evidence


def test_keys_that_no_page_may_read(hosts: Hosts) -> None:
    """Without CORS the browser keeps them to itself."""
    hosts.change_answers(ISSUER_ORIGIN, "jwks.json", without_cors)
    assert names(hosts.run_doctor()) == ["keys-lack-cors"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_issuer_that_has_no_time(hosts: Hosts, status: int) -> None:
    """An overloaded issuer is not reported as a missing pool."""
    hosts.apps[ISSUER_ORIGIN] = answering(status, b"{}", "application/json")
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "issuer-is-overloaded"
    assert f"answered {status}" in finding.evidence
