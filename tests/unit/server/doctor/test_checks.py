"""All checks together."""

from pathlib import Path

import pytest
from starlette.datastructures import MutableHeaders

from server.doctor.diagnoses import THEMES
from tests.unit.server.doctor.conftest import (
    DOMAIN,
    ISSUER_ORIGIN,
    Hosts,
    answering,
    changed,
    dated,
    names,
)


def test_a_right_configuration_has_no_findings(hosts: Hosts) -> None:
    """What works is left in peace."""
    assert hosts.run_doctor() == []


@pytest.mark.parametrize(
    "settings",
    [
        {"prompt": "none"},
        {"identity_provider": "Example"},
        {"login_hint": "ada", "lang": "de", "resource": "https://api.example.com", "max_age": 60},
        {"issuer": None, "region": "eu-west-1", "user_pool_id": "eu-west-1_StandIn01"},
        {"sign_in_path": "/oauth2/authorize"},
    ],
)
def test_other_right_configurations_have_none_either(
    hosts: Hosts, settings: dict[str, object]
) -> None:
    """Optional settings are not mistakes."""
    hosts.change_answers(DOMAIN, "", dated(0))
    assert hosts.run_doctor(**settings) == []


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ("errors_have_cors", "on"),
        ("missing_secret_described", "on"),
        ("domain_has_discovery", "on"),
        ("extra_discovery", "on"),
        ("login_offers_session", "on"),
    ],
)
def test_doubtful_facts_are_no_findings(hosts: Hosts, switch: str, value: str) -> None:
    """A right configuration is right whichever way Cognito answers."""
    hosts.cognito.switches.set(switch, value)
    assert hosts.run_doctor() == []


def test_one_visit_finds_mistakes_that_do_not_hide_each_other(hosts: Hosts) -> None:
    """Nobody has to come back for what could be seen at once."""
    hosts.change_client(flows=("code", "implicit"), revocation_enabled=False)
    findings = hosts.run_doctor(
        domain=f"{DOMAIN}/login", logout_uri="https://app.example.com/goodbye"
    )
    assert names(findings) == [
        "domain-is-not-bare",
        "implicit-grant-is-on",
        "revocation-is-off",
        "logout-uri-differs",
    ]


def test_a_mistake_that_is_understood_hides_no_other(hosts: Hosts) -> None:
    """With the right domain and address in its place, the rest is looked at."""
    hosts.change_client(revocation_enabled=False)
    findings = hosts.run_doctor(
        domain="singin.auth.eu-west-1.amazoncognito.com",
        redirect_uri="https://app.example.com",
        scopes=["openid", "api/reed"],
    )
    assert names(findings) == [
        "domain-of-another-pool",
        "redirect-uri-differs",
        "scope-is-not-enabled",
        "revocation-is-off",
    ]


def test_nobody_is_signed_in_and_nothing_changes(hosts: Hosts) -> None:
    """Asking leaves no trace in the pool."""
    hosts.run_doctor()
    assert hosts.cognito.sessions.end_all() == 0
    assert hosts.cognito.families.revoke_all() == 0
    assert not hosts.cognito.codes.store.entries


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[" * 100_000,
        b'{"keys": {}, "error": ["invalid_grant"], "issuer": 7, "authorization_endpoint": []}',
        b'{"keys": [[], null, {"n": 7}], "authorization_endpoint": "http://[bad"}',
        b'{"keys": [], "authorization_endpoint": "https://:99999/", "issuer": ""}',
        b'{"authorization_endpoint": "\\u0000"}',
    ],
)
@pytest.mark.parametrize(
    ("status", "location"), [(200, ""), (302, "http://[bad"), (302, "?error=%ff"), (400, "//")]
)
def test_answers_that_make_no_sense_are_findings(
    hosts: Hosts, body: bytes, status: int, location: str
) -> None:
    """Whatever stands in for Cognito, the doctor ends with words."""

    def confuse(headers: MutableHeaders) -> None:
        headers.update({"location": location, "date": "Mon, 99 Foo 2026"})

    junk = changed(answering(status, body, "application/json"), "", confuse)
    hosts.apps = {DOMAIN: junk, ISSUER_ORIGIN: junk, "https://app.example.com": junk}
    assert hosts.run_doctor()


@pytest.mark.parametrize(
    ("location", "expected"),
    [("http://[bad", "domain-is-not-cognito"), ("https://:x/", "domain-is-unreachable")],
)
def test_a_redirect_to_nowhere_is_not_taken_for_a_sign_in_page(
    hosts: Hosts, location: str, expected: str
) -> None:
    """An address that no browser could follow is as good as none, or as no answer at all."""
    hosts.change_answers(
        DOMAIN, "/oauth2/authorize", lambda headers: headers.update({"location": location})
    )
    assert names(hosts.run_doctor()) == [expected]


def test_every_diagnosis_is_made_in_some_test() -> None:
    """There is no mistake that nobody has tried to make."""
    files = Path(__file__).parent.glob("test_*.py")
    tests = "".join(file.read_text("utf-8") for file in files)
    found = [diagnosis.name for theme in THEMES.values() for diagnosis in theme]
    assert [name for name in found if f'"{name}"' not in tests] == []


def test_every_diagnosis_has_a_name_of_its_own() -> None:
    """A name leads to one row of docs/doctor.md."""
    found = [diagnosis.name for theme in THEMES.values() for diagnosis in theme]
    assert len(found) == len(set(found))
