"""Checks of what AWS describes of a pool and its app client (Cognito API: UserPoolClientType)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.doctor.target import PoolDescription, Target

HOUR_SECONDS, DAY_SECONDS = 3600, 86400
MIN_PASSWORD_LENGTH = 8
_NOT_SET = "not set"
_UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": HOUR_SECONDS, "days": DAY_SECONDS}
# Cognito's defaults.
_DEFAULT_SECONDS = {"AccessToken": HOUR_SECONDS, "RefreshToken": 30 * DAY_SECONDS}
_DEFAULT_UNITS = {"AccessToken": "hours", "RefreshToken": "days"}


@dataclass(frozen=True, slots=True)
class Row:
    """A setting, and what is wrong with some of its values.

    Attributes:
        check: The name of the check in the report; rows with the same name are one check.
        attribute: Returns the value of the setting.
        is_wrong: Returns whether that value deserves the diagnosis.
        diagnosis: The name of the diagnosis.
        evidence: The evidence, with the value in place of `{}`.
    """

    check: str
    attribute: Callable[[Target, PoolDescription], Any]
    is_wrong: Callable[[Any], bool]
    diagnosis: str
    evidence: str


def _rotation(_target: Target, aws: PoolDescription) -> object:
    return aws.client.get("RefreshTokenRotation") or _NOT_SET


def _is_off(rotation: Any) -> bool:  # noqa: ANN401 - a member of a JSON document
    return bool(rotation == _NOT_SET or rotation.get("Feature") != "ENABLED")


def _has_no_grace(rotation: Any) -> bool:  # noqa: ANN401 - a member of a JSON document
    return not _is_off(rotation) and not rotation.get("RetryGracePeriodSeconds")


def _access_token_seconds(_target: Target, aws: PoolDescription) -> int:
    return _lifetime(aws, "AccessToken")


def _refresh_token_seconds(_target: Target, aws: PoolDescription) -> int:
    return _lifetime(aws, "RefreshToken")


def _session_limit_and_refresh_token_seconds(
    target: Target, aws: PoolDescription
) -> tuple[int, int]:
    return target.config.max_session_seconds, _lifetime(aws, "RefreshToken")


def _existence_errors(_target: Target, aws: PoolDescription) -> object:
    return aws.client.get("PreventUserExistenceErrors", _NOT_SET)


def _password_length(_target: Target, aws: PoolDescription) -> Any:  # noqa: ANN401 - from JSON
    policy = aws.pool.get("Policies", {}).get("PasswordPolicy", {})
    return policy.get("MinimumLength", MIN_PASSWORD_LENGTH)


def _lifetime(aws: PoolDescription, token: str) -> int:
    """Return how long tokens of this kind are valid, in seconds."""
    validity = aws.client.get(f"{token}Validity")
    if not validity:
        return _DEFAULT_SECONDS[token]
    unit = aws.client.get("TokenValidityUnits", {}).get(token, _DEFAULT_UNITS[token])
    return int(validity * _UNIT_SECONDS[unit])


ROWS = (
    Row("rotation", _rotation, _is_off, "no-rotation", "RefreshTokenRotation is {}"),
    Row(
        "rotation",
        _rotation,
        _has_no_grace,
        "rotation-without-grace",
        "RetryGracePeriodSeconds is 0",
    ),
    Row(
        "access token lifetime",
        _access_token_seconds,
        lambda seconds: bool(seconds > HOUR_SECONDS),
        "access-tokens-live-long",
        "Their lifetime is {} s",
    ),
    Row(
        "refresh token lifetime",
        _refresh_token_seconds,
        lambda seconds: bool(seconds > 30 * DAY_SECONDS),
        "refresh-tokens-live-long",
        "Their lifetime is {} s",
    ),
    Row(
        "session limit",
        _session_limit_and_refresh_token_seconds,
        lambda pair: bool(pair[0] > pair[1]),
        "session-limit-has-no-effect",
        "max_session_seconds is {0[0]}; the lifetime of refresh tokens is {0[1]} s",
    ),
    Row(
        "user names",
        _existence_errors,
        lambda setting: bool(setting != "ENABLED"),
        "user-names-are-revealed",
        "PreventUserExistenceErrors is {}",
    ),
    Row(
        "passwords",
        _password_length,
        lambda length: bool(length < MIN_PASSWORD_LENGTH),
        "passwords-are-short",
        "MinimumLength is {}",
    ),
)


async def check_setting(name: str, target: Target) -> Finding | None:
    """Return a finding for the first row of a check whose value is wrong.

    Args:
        name: The name of the check.
        target: What is checked; None is returned if it has no description from AWS.
    """
    for row in ROWS:
        if row.check != name or target.aws is None:
            continue
        value = row.attribute(target, target.aws)
        if row.is_wrong(value):
            return found(row.diagnosis, row.evidence.format(value))
    return None


AWS_CHECKS: Mapping[str, Callable[[Target], Awaitable[Finding | None]]] = {
    row.check: partial(check_setting, row.check) for row in ROWS
}
"""What can be checked with AWS credentials, by the names in the report."""
