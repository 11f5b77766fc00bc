"""Mistakes about the issuer and its keys."""

import json

import pytest

from tests.unit.server.doctor.conftest import (
    ISSUER_ORIGIN,
    Practice,
    answering,
    at_path,
    names,
    without_cors,
)


def test_a_pool_that_is_not_there(practice: Practice) -> None:
    """A wrong id is one finding, not one a check."""
    (finding,) = practice.visit(issuer=f"{ISSUER_ORIGIN}/eu-west-1_Nowhere00")
    assert finding.diagnosis.name == "issuer-not-found"
    assert "404" in finding.evidence


def test_an_issuer_that_does_not_answer(practice: Practice) -> None:
    """No answer at all is said as such."""
    del practice.apps[ISSUER_ORIGIN]
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "issuer-is-unreachable"
    assert "got no answer: no address for cognito-idp" in finding.evidence


def test_an_issuer_by_another_name(practice: Practice) -> None:
    """Tokens carry the name in the discovery document."""
    practice.cognito.faults.enable("discovery-wrong-issuer")
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "issuer-has-another-name"
    assert finding.fix == f'Write issuer = "{ISSUER_ORIGIN}/eu-west-1_StandIn01X".'


def test_a_pool_without_a_domain(practice: Practice) -> None:
    """Nobody can sign in at it."""
    practice.pool.domain = ""
    assert names(practice.visit()) == ["pool-has-no-domain"]


@pytest.mark.parametrize(("status", "body"), [(200, b"<html>"), (500, b"{}"), (200, b"[]")])
def test_keys_that_cannot_be_fetched(practice: Practice, status: int, body: bytes) -> None:
    """Whatever is no key set is no key set."""
    other = answering(status, body, "application/json")
    practice.apps[ISSUER_ORIGIN] = at_path(practice.apps[ISSUER_ORIGIN], "jwks.json", other)
    assert names(practice.visit()) == ["keys-are-unreachable"]


def test_keys_of_a_replica_that_cannot_be_fetched(practice: Practice) -> None:
    """Each issuer's keys are checked, at the address that the page asks."""
    replica = "https://cognito-idp.eu-central-1.amazonaws.com/eu-west-1_StandIn01"
    (finding,) = practice.visit(replica_issuers=[replica])
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
def test_keys_that_check_nothing(practice: Practice, change: dict[str, object]) -> None:
    """A set of other keys is as good as none."""
    keys = [{**key, **change} for key in practice.cognito.keys.jwks()["keys"]]
    other = answering(200, json.dumps({"keys": [*keys, 7]}).encode(), "application/json")
    practice.apps[ISSUER_ORIGIN] = at_path(practice.apps[ISSUER_ORIGIN], "jwks.json", other)
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "keys-are-unusable"
    assert "lists 3 keys" in finding.evidence


def test_keys_that_no_page_may_read(practice: Practice) -> None:
    """Without CORS the browser keeps them to itself."""
    practice.change_answers(ISSUER_ORIGIN, "jwks.json", without_cors)
    assert names(practice.visit()) == ["keys-lack-cors"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_issuer_that_has_no_time(practice: Practice, status: int) -> None:
    """The pool may well be there."""
    practice.apps[ISSUER_ORIGIN] = answering(status, b"{}", "application/json")
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "issuer-is-overloaded"
    assert f"answered {status}" in finding.evidence
