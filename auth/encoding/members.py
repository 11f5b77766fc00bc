"""Typed members of JSON objects from outside: the right type, or an error, never a guess."""

from ..errors import MalformedResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

_INFINITY = float("inf")
_LATEST_TIME = 1e12


def is_number(value: object) -> "TypeGuard[float]":
    """Check whether `value` is a finite number; True and False are none."""
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _INFINITY
    )


def is_time(value: object) -> "TypeGuard[float]":
    """Check whether `value` is a number of seconds that a clock or a lifetime can have."""
    return is_number(value) and 0 <= value < _LATEST_TIME


def string(record: "dict[str, object]", name: str) -> str:
    """Give a member that must be a non-empty text. Raises MalformedResponse."""
    value = record.get(name)
    if not isinstance(value, str) or not value:
        raise MalformedResponse(f"{name} is not a non-empty string")
    return value


def optional_string(record: "dict[str, object]", name: str) -> str | None:
    """Give a member that is a non-empty text, or None where there is none."""
    return None if record.get(name) is None else string(record, name)


def number(record: "dict[str, object]", name: str) -> float:
    """Give a member that must be a number fit for a time. Raises MalformedResponse."""
    value = record.get(name)
    if not is_time(value):
        raise MalformedResponse(f"{name} is not a number")
    return value


def optional_number(record: "dict[str, object]", name: str) -> float | None:
    """Give a member that is such a number, or None where there is none."""
    return None if record.get(name) is None else number(record, name)
