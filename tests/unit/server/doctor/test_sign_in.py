"""Checks of the authorization request."""

import pytest

from tests.unit.server.doctor.conftest import DOMAIN, Hosts, answering, at_path, names


@pytest.mark.parametrize(
    "changes", [{"flows": ()}, {"flows": ("implicit",)}, {"oauth_enabled": False}]
)
def test_a_client_without_the_code_grant(hosts: Hosts, changes: dict[str, object]) -> None:
    """The grant is off, or every OAuth flow is."""
    hosts.change_client(**changes)
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "code-grant-is-off"
    assert "error=unauthorized_client" in finding.evidence


@pytest.mark.parametrize("error", ["invalid_request", "invalid_scope"])
def test_scopes_that_are_not_enabled(hosts: Hosts, error: str) -> None:
    """Cognito says that there is one; the doctor says which."""
    hosts.cognito.switches.set("scope_error", error)
    hosts.change_client(scopes=("openid", "email"))
    (finding,) = hosts.run_doctor(scopes=["openid", "email", "profile", "api/read"])
    assert finding.diagnosis.name == "scope-is-not-enabled"
    assert finding.evidence.endswith("refused alone: profile, api/read")
    assert finding.fix.startswith("Enable profile, api/read for the app client")


def test_openid_that_is_not_enabled(hosts: Hosts) -> None:
    """Without it every other scope would be suspected."""
    hosts.change_client(scopes=("email", "api/read"))
    (finding,) = hosts.run_doctor()
    assert finding.evidence.endswith("refused alone: openid")


def test_a_provider_that_the_pool_does_not_have(hosts: Hosts) -> None:
    """The parameter is named."""
    (finding,) = hosts.run_doctor(identity_provider="Goggle", lang="de")
    assert finding.diagnosis.name == "parameter-is-refused"
    assert finding.fix == 'Correct identity_provider = "Goggle", or take it out.'


def test_a_refusal_for_no_known_reason(hosts: Hosts) -> None:
    """The finding has Cognito's error."""
    hosts.cognito.faults.enable("server-error")
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "sign-in-is-refused"
    assert "error=server_error" in finding.evidence


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"Login pages unavailable. Please contact an administrator."), (500, b"")],
)
def test_a_sign_in_page_that_is_not_there(hosts: Hosts, status: int, body: bytes) -> None:
    """A client without a style is sent to a page that says so."""
    other = answering(status, body, "text/html")
    hosts.apps[DOMAIN] = at_path(hosts.apps[DOMAIN], "/login", other)
    assert names(hosts.run_doctor()) == ["sign-in-page-is-missing"]


def test_the_implicit_grant_beside_the_right_one(hosts: Hosts) -> None:
    """It works in spite of it, so this is advice."""
    hosts.change_client(flows=("code", "implicit"))
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "implicit-grant-is-on"
    assert finding.diagnosis.advisory
