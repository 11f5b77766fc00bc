"""Sign-ins that Cognito refuses."""

import pytest

from tests.unit.server.doctor.conftest import DOMAIN, Practice, answering, at_path, names


@pytest.mark.parametrize(
    "changes", [{"flows": ()}, {"flows": ("implicit",)}, {"oauth_enabled": False}]
)
def test_a_client_without_the_code_grant(practice: Practice, changes: dict[str, object]) -> None:
    """The grant is off, or every OAuth flow is."""
    practice.change_client(**changes)
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "code-grant-is-off"
    assert "error=unauthorized_client" in finding.evidence


@pytest.mark.parametrize("error", ["invalid_request", "invalid_scope"])
def test_scopes_that_are_not_enabled(practice: Practice, error: str) -> None:
    """Cognito says that there is one; the doctor says which."""
    practice.cognito.switches.set("scope_error", error)
    practice.change_client(scopes=("openid", "email"))
    (finding,) = practice.visit(scopes=["openid", "email", "profile", "api/read"])
    assert finding.diagnosis.name == "scope-is-not-enabled"
    assert finding.evidence.endswith("refused alone: profile, api/read")
    assert finding.fix.startswith("Enable profile, api/read for the app client")


def test_openid_that_is_not_enabled(practice: Practice) -> None:
    """Without it every other scope would be suspected."""
    practice.change_client(scopes=("email", "api/read"))
    (finding,) = practice.visit()
    assert finding.evidence.endswith("refused alone: openid")


def test_a_provider_that_the_pool_does_not_have(practice: Practice) -> None:
    """The parameter is named."""
    (finding,) = practice.visit(identity_provider="Goggle", lang="de")
    assert finding.diagnosis.name == "parameter-is-refused"
    assert finding.fix == 'Correct identity_provider = "Goggle", or take it out.'


def test_a_refusal_for_no_known_reason(practice: Practice) -> None:
    """What Cognito said is passed on."""
    practice.cognito.faults.enable("server-error")
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "sign-in-is-refused"
    assert "error=server_error" in finding.evidence


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"Login pages unavailable. Please contact an administrator."), (500, b"")],
)
def test_a_sign_in_page_that_is_not_there(practice: Practice, status: int, body: bytes) -> None:
    """A client without a style is sent to a page that says so."""
    other = answering(status, body, "text/html")
    practice.apps[DOMAIN] = at_path(practice.apps[DOMAIN], "/login", other)
    assert names(practice.visit()) == ["sign-in-page-is-missing"]


def test_the_implicit_grant_beside_the_right_one(practice: Practice) -> None:
    """It works in spite of it, so this is advice."""
    practice.change_client(flows=("code", "implicit"))
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "implicit-grant-is-on"
    assert finding.diagnosis.advisory
