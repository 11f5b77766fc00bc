"""Checks that domain, issuer and app client belong together."""

from copy import deepcopy

import pytest
from starlette.datastructures import MutableHeaders

from cognito_stand_in import FakeCognito, Pool
from tests.unit.server.doctor.conftest import (
    DOMAIN,
    Hosts,
    answering,
    at_path,
    changed,
    names,
)

OTHER = "https://other.auth.eu-west-1.amazoncognito.com"


@pytest.fixture
def other(hosts: Hosts, loaded_pool: Pool) -> Pool:
    """Return the pool of somebody else, with a domain and no client of ours."""
    pool = deepcopy(loaded_pool)
    pool.domain = OTHER
    pool.clients = {"another": next(iter(pool.clients.values()))}
    hosts.apps[OTHER] = FakeCognito(pool).domain_app
    return pool


def test_a_domain_that_is_not_there(hosts: Hosts) -> None:
    """With a pool that has no other, there is nothing to suggest."""
    del hosts.apps[DOMAIN]
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "domain-is-unreachable"
    assert "no address for sign-in.auth" in finding.evidence


def test_a_domain_on_this_machine_that_is_not_there(hosts: Hosts) -> None:
    """The stand-in was not started."""
    hosts.pool.domain = "http://localhost:8001"
    (finding,) = hosts.run_doctor(domain="localhost:8001")
    assert finding.diagnosis.name == "domain-is-unreachable"
    assert "uv run serve.py" in finding.fix


@pytest.mark.parametrize(
    ("status", "content_type"),
    [(200, "text/html"), (400, "text/html"), (403, "text/html"), (404, "application/json")],
)
def test_a_domain_that_is_something_else(hosts: Hosts, status: int, content_type: str) -> None:
    """A web server, a firewall, an API."""
    hosts.apps[DOMAIN] = answering(status, b"hello", content_type)
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "domain-is-not-cognito"
    assert f"answered {status}" in finding.evidence


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_domain_that_has_no_time(hosts: Hosts, status: int) -> None:
    """Nothing can be said about a configuration then."""
    hosts.apps[DOMAIN] = answering(status, b"", "text/html")
    assert names(hosts.run_doctor()) == ["domain-is-overloaded"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<p>An error was encountered: redirect_mismatch", "redirect-uri-is-not-registered"),
        (b"<p>Required String parameter 'client_id' is not present", "client-is-unknown"),
    ],
)
def test_an_error_page_without_a_redirect(hosts: Hosts, body: bytes, expected: str) -> None:
    """Cognito may show it at once; the header tells that it is Cognito who does."""

    def sign(headers: MutableHeaders) -> None:
        headers["x-amz-cognito-request-id"] = "1"

    page = changed(answering(400, body, "text/html"), "", sign)
    hosts.apps[DOMAIN] = at_path(hosts.apps[DOMAIN], "/oauth2/authorize", page)
    assert names(hosts.run_doctor()) == [expected]


def test_a_domain_in_another_region(hosts: Hosts) -> None:
    """The same name in the pool's own region knows the client."""
    elsewhere = DOMAIN.removeprefix("https://").replace("eu-west-1", "us-east-2")
    (finding,) = hosts.run_doctor(domain=elsewhere)
    assert finding.diagnosis.name == "domain-in-another-region"
    assert finding.fix == f'Write domain = "{DOMAIN.removeprefix("https://")}".'


def test_a_domain_of_another_pool(hosts: Hosts, other: Pool) -> None:
    """The issuer names the domain where the client is known."""
    (finding,) = hosts.run_doctor(domain=other.domain.removeprefix("https://"))
    assert finding.diagnosis.name == "domain-of-another-pool"
    assert "/error?error=invalid_request" in finding.evidence
    assert finding.fix == f'Write domain = "{DOMAIN.removeprefix("https://")}".'


def test_a_misspelt_domain(hosts: Hosts) -> None:
    """Nobody answers, and the issuer knows better."""
    (finding,) = hosts.run_doctor(domain="singin.auth.eu-west-1.amazoncognito.com")
    assert finding.diagnosis.name == "domain-of-another-pool"
    assert finding.fix == f'Write domain = "{DOMAIN.removeprefix("https://")}".'


def test_three_settings_of_three_pools(hosts: Hosts, other: Pool) -> None:
    """Where nothing fits, the fix is to take all from one pool."""
    (finding,) = hosts.run_doctor(
        domain=other.domain.removeprefix("https://"), client_id="7nobodysclient"
    )
    assert finding.diagnosis.name == "domain-of-another-pool"
    assert finding.fix == finding.diagnosis.fix


def test_an_issuer_of_another_pool(hosts: Hosts, other: Pool) -> None:
    """Sign-in would work, and every token be refused."""
    hosts.apps |= {"https://cognito-idp.eu-west-1.amazonaws.com": FakeCognito(other).issuer_app}
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "issuer-of-another-pool"
    assert OTHER in finding.evidence


def test_a_second_domain_of_the_same_pool(hosts: Hosts) -> None:
    """Discovery names a domain of one's own; the prefix domain goes on working."""
    hosts.pool.domain = "https://auth.example.com"
    hosts.apps["https://auth.example.com"] = hosts.cognito.domain_app
    assert hosts.run_doctor() == []


@pytest.mark.parametrize("changes", [{"client_id": "7nobodysclient"}, {}])
def test_a_client_that_is_unknown(hosts: Hosts, changes: dict[str, str]) -> None:
    """A wrong id, or a client that nobody can sign in with."""
    if not changes:
        hosts.change_client(identity_providers=())
    assert names(hosts.run_doctor(**changes)) == ["client-is-unknown"]


@pytest.mark.parametrize("status", [None, 403, 429, 503])
def test_a_second_domain_that_does_not_answer(hosts: Hosts, status: int | None) -> None:
    """A domain of one's own without its DNS record, or a busy one, accuses nobody."""
    hosts.pool.domain = "https://auth.example.com"
    if status is not None:
        hosts.apps["https://auth.example.com"] = answering(status, b"", "text/html")
    assert hosts.run_doctor() == []


def test_a_busy_domain_is_not_blamed_on_the_other_one(hosts: Hosts) -> None:
    """Discovery names a domain of one's own, and it is the prefix domain that has no time."""
    hosts.pool.domain = "https://auth.example.com"
    hosts.apps["https://auth.example.com"] = hosts.cognito.domain_app
    hosts.apps[DOMAIN] = answering(429, b"", "text/html")
    assert names(hosts.run_doctor()) == ["domain-is-overloaded"]
