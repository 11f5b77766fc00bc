"""Typed members of JSON objects from outside: the right type, or an error, never a guess."""

from ..errors import MalformedResponse


def text(record: "dict[str, object]", name: str) -> str:
    """Give a member that must be a non-empty text. Raises MalformedResponse."""
    value = record.get(name)
    if not isinstance(value, str) or not value:
        raise MalformedResponse(f"{name} is not a text")
    return value


def optional_text(record: "dict[str, object]", name: str) -> str | None:
    """Give a member that is a non-empty text, or None where there is none."""
    return None if record.get(name) is None else text(record, name)


def number(record: "dict[str, object]", name: str) -> float:
    """Give a member that must be a number fit for a time. Raises MalformedResponse."""
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e12:
        raise MalformedResponse(f"{name} is not a number")
    return value


def optional_number(record: "dict[str, object]", name: str) -> float | None:
    """Give a member that is such a number, or None where there is none."""
    return None if record.get(name) is None else number(record, name)
