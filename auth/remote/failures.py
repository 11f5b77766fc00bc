"""Exceptions as JSON: the name of a public error, its text and its public attributes."""

from .. import errors
from ..encoding.members import is_number
from ..errors import AuthError, MalformedResponse
from ..protocol.http import COGNITO_LIMIT
from .messages import is_any, is_bool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

ATTRIBUTES = (
    (errors.ConfigurationError, ("key", "got", "expected")),
    (errors.ConfigurationChanged, ("keys",)),
    (errors.SignInRequired, ()),
    (errors.StepUpRequired, ("max_age", "acr_values")),
    (errors.TransportFailed, ("text", "is_redirect")),
    (errors.AuthorizationDenied, ("error", "error_description", "app_state")),
    (errors.TokenRequestRejected, ("error", "status", "retry_after")),
    (errors.ResponseTooLarge, ()),
    (AuthError, ("text",)),
)
"""What an error of each class is made from; a subclass has the row of its base."""

LONGEST_TEXT = 4096
_POSITIONAL = ("key", "keys", "text", "error")
_UNKNOWN = "the owner of the session raised an exception, which its console shows"
# `ApiStatusError` needs a response, and is raised where that is.
_RAISED_BY_CLIENTS = ("ApiStatusError", "ApiResponseMalformed")


def write_error(error: Exception) -> "dict[str, object]":
    """Return an exception as JSON; one that is not public becomes an AuthError without details."""
    name = type(error).__name__
    if not isinstance(error, AuthError) or _class_of(name) is None:
        return {"name": "AuthError", "text": _UNKNOWN}
    written: dict[str, object] = {"name": name}
    for attribute in _attributes(type(error)):
        value = _message(error) if attribute == "text" else getattr(error, attribute)
        written[attribute] = list(value) if isinstance(value, tuple) else value
    return written


def read_error(written: "dict[str, object]") -> AuthError:
    """Return the error that `write_error` has written.

    Raises:
        MalformedResponse: It is anything else.
    """
    kind = _class_of(written.get("name"))
    if kind is None:
        raise MalformedResponse("error: there is no such error")
    names = _attributes(kind)
    if len(written) != len(names) + 1 or not all(_fits(name, written) for name in names):
        raise MalformedResponse("error: an attribute is missing or invalid")
    values = {name: written[name] for name in names}
    first = [_value(name, values.pop(name)) for name in names if name in _POSITIONAL]
    if kind is errors.ResponseTooLarge:
        first = [COGNITO_LIMIT]  # there is no other
    made: AuthError = kind(*first, **values)
    return made


def _value(name: str, value: object) -> object:
    return tuple(value) if name == "keys" and isinstance(value, list) else value


def _class_of(name: object) -> "Any":  # noqa: ANN401 - a class
    kind = getattr(errors, name, None) if isinstance(name, str) else None
    if not isinstance(kind, type) or not issubclass(kind, AuthError):
        return None
    return None if kind.__name__ in _RAISED_BY_CLIENTS else kind


def _attributes(kind: "type[AuthError]") -> "tuple[str, ...]":
    return next(names for base, names in ATTRIBUTES if issubclass(kind, base))


def _message(error: AuthError) -> str:
    """Return the message as the constructor takes it."""
    text = str(error)
    prefix = f"{error.claim}: " if isinstance(error, errors.TokenInvalid) else ""
    return text[len(prefix) : len(prefix) + LONGEST_TEXT]


def _fits(name: str, written: "dict[str, object]") -> bool:
    return name in written and _CHECKS.get(name, _is_text)(written[name])


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(one) for one in value)


def _is_number_or_none(value: object) -> bool:
    return value is None or is_number(value)


_CHECKS: "dict[str, Callable[[object], bool]]" = {
    "app_state": is_any,
    "is_redirect": is_bool,
    "keys": _is_texts,
    "max_age": _is_number_or_none,
    "retry_after": _is_number_or_none,
    "status": is_number,
}
"""The attributes that are not strings."""
