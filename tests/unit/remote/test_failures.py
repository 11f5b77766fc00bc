"""Errors as JSON: every public one, and nothing else."""

import inspect
import json
from typing import Any

import pytest

from auth import errors
from auth.errors import AuthError
from auth.protocol.http import COGNITO_LIMIT
from auth.remote.failures import read_error, write_error

MADE: dict[str, Any] = {
    "ConfigurationError": lambda kind: kind("key", got="x", expected="y"),
    "ConfigurationChanged": lambda kind: kind(("scopes", "domain")),
    "SignInRequired": lambda kind: kind(),
    "StepUpRequired": lambda kind: kind(max_age=60, acr_values="a b"),
    "TransportFailed": lambda kind: kind("x", is_redirect=True),
    "ApiRequestFailed": lambda kind: kind("x", is_redirect=False),
    "AuthorizationDenied": lambda kind: kind("e", error_description="d", app_state={"a": [1]}),
    "TokenRequestRejected": lambda kind: kind("e", status=429, retry_after=1.5),
    "InvalidGrant": lambda kind: kind("invalid_grant", status=400),
    "ResponseTooLarge": lambda kind: kind(COGNITO_LIMIT),
}
RAISED_BY_CLIENTS = {"ApiStatusError", "ApiResponseMalformed"}
PUBLIC = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, AuthError) and kind.__name__ not in RAISED_BY_CLIENTS
]


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.__name__)
def test_each_public_error_arrives_as_it_was(kind: type[AuthError]) -> None:
    """With its class, its message and its attributes."""
    error = MADE.get(kind.__name__, lambda one: one("what is wrong"))(kind)
    arrived = read_error(json.loads(json.dumps(write_error(error))))
    assert (type(arrived), str(arrived), vars(arrived)) == (type(error), str(error), vars(error))


def test_other_exceptions_become_the_general_error() -> None:
    """Without their message, which may contain anything."""

    class Own(AuthError):
        """An app's own error."""

    for error in (ValueError("a secret"), Own("a secret"), KeyError("a secret")):
        arrived = read_error(write_error(error))
        assert type(arrived) is AuthError
        assert "secret" not in str(arrived)


def test_a_long_message_is_cut() -> None:
    """What is written can be read."""
    arrived = read_error(write_error(AuthError("x" * 10_000)))
    assert len(str(arrived)) == 4096
