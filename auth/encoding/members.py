"""Read members of JSON objects from outside, each with a check of its type."""

from ..errors import MalformedResponse
from .url import is_visible_ascii

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

_INFINITY = float("inf")
_LATEST_TIME = 1e12


def is_number(value: object) -> "TypeGuard[float]":
    """Check whether `value` is a finite number; a bool is not."""
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _INFINITY
    )


def is_time(value: object) -> "TypeGuard[float]":
    """Check whether `value` is a plausible time or lifetime in seconds: 0 to 1e12, not a bool."""
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and 0 <= value < _LATEST_TIME  # which NaN is not
    )


def is_true(value: object) -> bool:
    """Check whether `value` is true, or the string "true" that Cognito sends in some places."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def string(record: "dict[str, object]", name: str) -> str:
    """Return a member that must be a non-empty string. Raises MalformedResponse."""
    value = record.get(name)
    if not isinstance(value, str) or not value:
        raise MalformedResponse(f"{name} is not a non-empty string")
    return value


def optional_string(record: "dict[str, object]", name: str) -> str | None:
    """Return a non-empty string, or None if it is absent or null. Raises MalformedResponse."""
    return None if record.get(name) is None else string(record, name)


def visible(record: "dict[str, object]", name: str) -> str:
    """Return a non-empty string of visible ASCII, fit for a header or the name of a lock.

    Raises:
        MalformedResponse: It is anything else.
    """
    value = string(record, name)
    if not is_visible_ascii(value):
        raise MalformedResponse(f"{name} has characters that are not visible ASCII")
    return value


def optional_visible(record: "dict[str, object]", name: str) -> str | None:
    """Return such a string, or None if it is absent or null. Raises MalformedResponse."""
    return None if record.get(name) is None else visible(record, name)


def number(record: "dict[str, object]", name: str) -> float:
    """Return a member that must be a time in seconds. Raises MalformedResponse."""
    value = record.get(name)
    if not is_time(value):
        raise MalformedResponse(f"{name} is not a number of seconds")
    return value


def optional_number(record: "dict[str, object]", name: str) -> float | None:
    """Return a time in seconds, or None if it is absent or null. Raises MalformedResponse."""
    return None if record.get(name) is None else number(record, name)
