"""Errors of templates and of the TOML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .intrinsics import Unresolved


class TemplateError(ValueError):
    """The template or the TOML file is invalid; the message names the file and the place."""


def described(unresolved: Unresolved) -> str:
    """Return the end of a message about a value that cannot be resolved."""
    advice = "" if unresolved.name is None else f'; set "{unresolved.name}" in [values] or --value'
    return f"{unresolved.expression} cannot be resolved: {unresolved.reason}{advice}"


def type_of(value: object) -> str:
    """Return the name of a value's type for messages."""
    names = {bool: "a boolean", dict: "a mapping", list: "a list", int: "a number", str: "a string"}
    if value in ("", None):
        return "an empty string" if value == "" else "nothing"
    return names.get(type(value), f"a value of type {type(value).__name__}")
