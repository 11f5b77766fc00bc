"""Check the values of a template's parameters (CloudFormation: Parameters)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import TemplateError
from .intrinsics import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

_SSM = "AWS::SSM::Parameter::Value<"
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def parameter_values(
    declared: Mapping[str, Mapping[str, Any]], given: Mapping[str, str], source: str
) -> dict[str, Any]:
    """Return the value of every parameter. One without a value is an `Unresolved`.

    Args:
        declared: The parameters that the template declares.
        given: The values that were given.
        source: The name of the file, for messages.

    Raises:
        TemplateError: a value is for no parameter, or is not allowed.
    """
    for name in given:
        if name not in declared:
            known = ", ".join(declared) or "none: the template has no parameters"
            raise TemplateError(f"{source}: no parameter {name}; expected one of {known}")
    return {
        name: _value(f"{source}: parameter {name}", name, rule, given.get(name))
        for name, rule in declared.items()
    }


def _value(place: str, name: str, rule: Mapping[str, Any], given: str | None) -> Any:  # noqa: ANN401
    kind = str(rule.get("Type", "String"))
    if given is None and kind.startswith(_SSM):
        return Unresolved(f"parameter {name}", f"its value {rule.get('Default')} is in AWS", name)
    if given is None and "Default" not in rule:
        return Unresolved(f"parameter {name}", f"set it with --parameter {name}=VALUE")
    value = _written(rule["Default"]) if given is None else str(given)
    allowed = [_written(choice) for choice in rule.get("AllowedValues", [])]
    is_list = kind.startswith("List<") or "List" in kind
    parts = [part.strip() for part in value.split(",")] if is_list else [value]
    for part in parts:
        if allowed and part not in allowed:
            raise TemplateError(f"{place}: got {part!r}, expected one of {', '.join(allowed)}")
        _check(place, kind, rule, part)
    return parts if is_list else value


def _check(place: str, kind: str, rule: Mapping[str, Any], value: str) -> None:
    if "Number" in kind:
        low, high = float(rule.get("MinValue", "-inf")), float(rule.get("MaxValue", "inf"))
        if not _NUMBER.fullmatch(value) or not low <= float(value) <= high:
            raise TemplateError(f"{place}: got {value!r}, expected a number{_range(low, high)}")
        return
    pattern = rule.get("AllowedPattern")
    if pattern is not None and not _matches(str(pattern), value):
        raise TemplateError(f"{place}: got {value!r}, expected a match of {pattern}")
    low, high = float(rule.get("MinLength", 0)), float(rule.get("MaxLength", "inf"))
    if not low <= len(value) <= high:
        raise TemplateError(
            f"{place}: got {len(value)} characters, expected a length{_range(low, high)}"
        )


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        return True  # CloudFormation's expressions are Java's, and cfn-lint checks them


def _range(low: float, high: float) -> str:
    least = f" from {low:g}" if low != float("-inf") else ""
    return least + (f" to {high:g}" if high != float("inf") else "")


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
