"""Checks of what AWS describes of a client that works but could be improved."""

from typing import Any

import pytest

from server.doctor.target import PoolDescription
from tests.unit.server.doctor.conftest import Hosts, names

GOOD: dict[str, Any] = {
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30},
    "AccessTokenValidity": 60,
    "RefreshTokenValidity": 30,
    "TokenValidityUnits": {"AccessToken": "minutes", "RefreshToken": "days"},
    "PreventUserExistenceErrors": "ENABLED",
}


def described(**changes: object) -> PoolDescription:
    """Describe a good client with these changes; None takes a member out."""
    client = {key: value for key, value in (GOOD | changes).items() if value is not None}
    return PoolDescription(pool={}, client=client)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"RefreshTokenRotation": {"Feature": "DISABLED"}}, "no-rotation"),
        ({"RefreshTokenRotation": None}, "no-rotation"),
        ({"RefreshTokenRotation": {"Feature": "ENABLED"}}, "rotation-without-grace"),
        ({"AccessTokenValidity": 61}, "access-tokens-live-long"),
        ({"AccessTokenValidity": 2, "TokenValidityUnits": {}}, "access-tokens-live-long"),
        ({"RefreshTokenValidity": 31}, "refresh-tokens-live-long"),
        (
            {"RefreshTokenValidity": 31, "TokenValidityUnits": {"AccessToken": "minutes"}},
            "refresh-tokens-live-long",
        ),
        ({"PreventUserExistenceErrors": "LEGACY"}, "user-names-are-revealed"),
        ({"PreventUserExistenceErrors": None}, "user-names-are-revealed"),
    ],
)
def test_a_client_that_could_do_better(hosts: Hosts, changes: dict[str, object], name: str) -> None:
    """Each is advice, for sign-in works."""
    hosts.described = described(**changes)
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == name
    assert finding.diagnosis.advisory


@pytest.mark.parametrize(("least", "count"), [(6, 1), (7, 1), (8, 0), (99, 0)])
def test_a_pool_that_takes_short_passwords(hosts: Hosts, least: int, count: int) -> None:
    """Less than eight letters is advised against."""
    policies = {"PasswordPolicy": {"MinimumLength": least}}
    hosts.described = PoolDescription(pool={"Policies": policies}, client=GOOD)
    assert names(hosts.run_doctor()) == ["passwords-are-short"] * count


@pytest.mark.parametrize(
    ("rotation", "words"), [(None, "not set"), ({"Feature": "DISABLED"}, "{'Feature': 'DISABLED'}")]
)
def test_the_setting_is_shown_as_aws_tells_it(
    hosts: Hosts, rotation: dict[str, str] | None, words: str
) -> None:
    """Nobody has to look it up."""
    hosts.described = described(RefreshTokenRotation=rotation)
    (finding,) = hosts.run_doctor()
    assert finding.evidence == f"RefreshTokenRotation is {words}"


def test_a_ceiling_that_is_never_reached(hosts: Hosts) -> None:
    """The app's own limit lies beyond the refresh token's."""
    hosts.described = described(RefreshTokenValidity=1)
    assert hosts.run_doctor(max_session_seconds=86400) == []
    (finding,) = hosts.run_doctor(max_session_seconds=86401)
    assert finding.diagnosis.name == "session-limit-has-no-effect"


@pytest.mark.parametrize(
    "changes", [{}, {"AccessTokenValidity": None, "RefreshTokenValidity": None}]
)
def test_a_good_client_needs_no_advice(hosts: Hosts, changes: dict[str, object]) -> None:
    """What is left out has Cognito's own value."""
    hosts.described = described(**changes)
    assert hosts.run_doctor() == []
