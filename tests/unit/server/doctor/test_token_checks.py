"""Checks of the token and revocation endpoints."""

import pytest

from tests.unit.server.doctor.conftest import (
    DOMAIN,
    Hosts,
    answering,
    at_path,
    names,
    without_cors,
)


@pytest.mark.parametrize("described", ["on", "off"])
def test_a_client_with_a_secret(hosts: Hosts, described: str) -> None:
    """The client is known, and refused without a secret."""
    hosts.cognito.switches.set("missing_secret_described", described)
    hosts.change_client(secret="geheim")
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "client-has-a-secret"
    assert '{"error":"invalid_client"' in finding.evidence


@pytest.mark.parametrize(
    ("fault", "status"),
    [("throttled", 429), ("server-crash", 500), ("html-error", 502), ("html-success", 200)],
)
def test_a_token_endpoint_that_is_ill(hosts: Hosts, fault: str, status: int) -> None:
    """The finding has the endpoint's response."""
    hosts.cognito.faults.enable(fault)
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "token-endpoint-is-broken"
    assert f"answered {status}" in finding.evidence


def test_a_client_that_may_ask_but_not_exchange(hosts: Hosts) -> None:
    """The two endpoints need not agree."""
    refusal = answering(400, b'{"error":"unauthorized_client"}', "application/json")
    hosts.apps[DOMAIN] = at_path(hosts.apps[DOMAIN], "/oauth2/token", refusal)
    assert names(hosts.run_doctor()) == ["code-grant-is-off"]


def test_tokens_that_no_page_may_read(hosts: Hosts) -> None:
    """Without CORS the browser keeps them to itself."""
    hosts.change_answers(DOMAIN, "/oauth2/token", without_cors)
    assert names(hosts.run_doctor()) == ["tokens-lack-cors"]


def test_a_client_that_may_not_renew(hosts: Hosts) -> None:
    """A session would end with its access token."""
    hosts.change_client(refresh_enabled=False)
    assert names(hosts.run_doctor()) == ["renewal-is-off"]


def test_a_client_whose_tokens_cannot_be_revoked(hosts: Hosts) -> None:
    """Signing out would leave the refresh token alive."""
    hosts.change_client(revocation_enabled=False)
    assert names(hosts.run_doctor()) == ["revocation-is-off"]


def test_a_mismatch_at_the_token_endpoint_is_said_once(hosts: Hosts) -> None:
    """It has the same word for an address that is not registered as for a grant that is off."""
    hosts.change_client(callback_urls=("https://elsewhere.example/",))
    body = b'{"error":"unauthorized_client","error_description":"invalid_redirect"}'
    refusal = answering(400, body, "application/json")
    hosts.apps[DOMAIN] = at_path(hosts.apps[DOMAIN], "/oauth2/token", refusal)
    assert names(hosts.run_doctor()) == ["redirect-uri-is-not-registered"]
