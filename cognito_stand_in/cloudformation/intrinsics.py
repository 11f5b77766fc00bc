"""Resolve intrinsic functions (CloudFormation: intrinsic function reference)."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_DYNAMIC_REFERENCE = re.compile(r"\{\{resolve:([^}]*)\}\}")
_DEPLOYED = "known only after the deployment"


class _Absent:
    """The value of AWS::NoValue, which removes a property."""


ABSENT = _Absent()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that cannot be determined here: which one, and why.

    `name` is the key under which `[values]` can set it; None if it cannot be set.
    """

    expression: str
    reason: str
    name: str | None = None


class Intrinsics:
    """The intrinsic functions of one template.

    A function whose argument is unresolved is unresolved itself, so that only the properties that
    the stand-in reads have to be resolved.

    Args:
        document: The template.
        known: The values of parameters, pseudo parameters, `Ref` and `Fn::GetAtt`
            (`UserPool.Arn`), and of whatever else is known only in AWS.
    """

    def __init__(self, document: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        self._resources = document["Resources"]
        self._conditions = document.get("Conditions") or {}
        self._mappings = document.get("Mappings") or {}
        self._known = known
        self._evaluating: list[str] = []
        self._lazy: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Condition": self.condition,
            "Fn::If": self._if,
            "Fn::And": lambda parts: self._all(parts, stops_at=False),
            "Fn::Or": lambda parts: self._all(parts, stops_at=True),
            "Fn::Sub": self._sub,
            "Fn::FindInMap": self._find_in_map,
        }
        self._eager: dict[str, Callable[[Any], Any]] = {
            "Fn::Equals": lambda parts: _text(parts[0]) == _text(parts[1]),
            "Fn::Not": lambda parts: not parts[0],
            "Fn::Join": lambda parts: parts[0].join(_text(part) for part in _listed(parts[1])),
            "Fn::Split": lambda parts: parts[1].split(parts[0]),
            "Fn::Select": lambda parts: _listed(parts[1])[_index(parts[0])],
            "Fn::GetAtt": lambda parts: self._attribute(
                parts if isinstance(parts, str) else ".".join(parts)
            ),
            "Fn::ImportValue": self._import,
            "Fn::Base64": lambda text: base64.b64encode(text.encode()).decode(),
            "Fn::Length": lambda parts: len(_listed(parts)),
            "Fn::ToJsonString": lambda value: json.dumps(value, separators=(",", ":")),
        }

    def resolve(self, node: Any) -> Any:  # noqa: ANN401 - any value of JSON
        """Return a node with its functions replaced by their values."""
        if isinstance(node, list):
            return [item for item in map(self.resolve, node) if item is not ABSENT]
        if isinstance(node, str):
            return self._without_references(node)
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name in self._lazy or name in self._eager or str(name).startswith("Fn::"):
                return self._call(str(name), argument)
        resolved = {str(key): self.resolve(value) for key, value in node.items()}
        return {key: value for key, value in resolved.items() if value is not ABSENT}

    def condition(self, name: object) -> bool | Unresolved:
        """Return the value of a condition of the template."""
        if name not in self._conditions:
            return Unresolved(f"condition {name}", "the template has no such condition")
        if name in self._evaluating:
            return Unresolved(f"condition {name}", "it depends on itself")
        self._evaluating.append(str(name))
        value = self.resolve(self._conditions[name])
        self._evaluating.pop()
        return value if isinstance(value, Unresolved) else bool(value)

    def _call(self, name: str, argument: Any) -> Any:  # noqa: ANN401
        try:
            if name in self._lazy:
                return self._lazy[name](argument)
            if name not in self._eager:
                return Unresolved(name, "the stand-in does not have this function")
            resolved = self.resolve(argument)
            return first_unresolved(resolved) or self._eager[name](resolved)
        except (TypeError, ValueError, LookupError, AttributeError):
            written = json.dumps(argument, default=str)
            return Unresolved(f"{name} {written[:200]}", "its arguments are invalid")

    def _ref(self, name: str) -> Any:  # noqa: ANN401
        if name == "AWS::NoValue":
            return ABSENT
        if name in self._known:
            return self._known[name]
        if name in self._resources:
            return Unresolved(f"Ref {name}", _DEPLOYED, name)
        return Unresolved(f"Ref {name}", "no parameter or resource has this name", name)

    def _attribute(self, name: str) -> Any:  # noqa: ANN401
        if name in self._known:
            return self._known[name]
        if name.partition(".")[0] in self._resources:
            return Unresolved(f"Fn::GetAtt {name}", _DEPLOYED, name)
        return Unresolved(f"Fn::GetAtt {name}", "no resource has this name", name)

    def _import(self, name: str) -> Any:  # noqa: ANN401
        unknown = Unresolved(f"Fn::ImportValue {name}", "another stack exports it", name)
        return self._known.get(name, unknown)

    def _if(self, parts: Sequence[Any]) -> Any:  # noqa: ANN401
        name, then, otherwise = parts
        holds = self.condition(name)
        return (
            holds if isinstance(holds, Unresolved) else self.resolve(then if holds else otherwise)
        )

    def _all(self, parts: Sequence[Any], *, stops_at: bool) -> bool | Unresolved:
        """Return whether all parts hold, or with `stops_at`, whether one does."""
        unresolved = None
        for part in parts:
            value = self.resolve(part)
            if isinstance(value, Unresolved):
                unresolved = unresolved or value
            elif bool(value) is stops_at:
                return stops_at
        return unresolved or not stops_at

    def _sub(self, argument: Any) -> Any:  # noqa: ANN401
        text, variables = (argument, {}) if isinstance(argument, str) else argument
        unresolved: list[Unresolved] = []

        def value_of(match: re.Match[str]) -> str:
            name = match[1].strip()
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            if name in variables:
                value = self.resolve(variables[name])
            else:
                value = self._attribute(name) if "." in name else self._ref(name)
            missing = first_unresolved(value)
            if missing is not None:
                unresolved.append(missing)
            return _text(value)

        filled = _PLACEHOLDER.sub(value_of, text)
        return unresolved[0] if unresolved else self._without_references(filled)

    def _find_in_map(self, argument: Sequence[Any]) -> Any:  # noqa: ANN401
        *keys, last = [self.resolve(part) for part in argument[:3]]
        missing = first_unresolved([*keys, last])
        if missing is not None:
            return missing
        found = self._mappings
        for key in (*keys, last):
            if key not in found:
                written = ", ".join(map(str, (*keys, last)))
                return Unresolved(f"Fn::FindInMap {written}", "Mappings has no such entry")
            found = found[key]
        return found

    def _without_references(self, text: str) -> Any:  # noqa: ANN401
        for name in _DYNAMIC_REFERENCE.findall(text):
            if name not in self._known:
                return Unresolved(f"{{{{resolve:{name}}}}}", "it is stored in AWS", name)
        return _DYNAMIC_REFERENCE.sub(lambda match: _text(self._known[match[1]]), text)


def first_unresolved(value: object) -> Unresolved | None:
    """Return the first unresolved value in a value, or None."""
    if isinstance(value, Unresolved):
        return value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = (first_unresolved(part) for part in parts)
    return next((one for one in found if one is not None), None)


def _text(value: object) -> str:
    """Return a value as CloudFormation writes it into a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return str(value)


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    if not isinstance(value, list):
        raise TypeError
    return value


def _index(value: object) -> int:
    number = int(str(value))
    if number < 0:
        raise ValueError
    return number
