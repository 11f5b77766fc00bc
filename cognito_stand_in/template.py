"""Read a CloudFormation template: parameters, conditions and the functions that ours uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PSEUDO_PARAMETERS = {
    "AWS::AccountId": "000000000000",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::StackName": "stand-in",
    "AWS::URLSuffix": "amazonaws.com",
}
# For these, Ref returns a property instead of an id.
_NAMED_BY = {"AWS::Cognito::UserPoolIdentityProvider": "ProviderName"}


class TemplateError(ValueError):
    """The template or the TOML file is invalid; the message names the file and the place."""


class _Absent:
    """The value of AWS::NoValue, which removes a property."""


_ABSENT = _Absent()


class _Loader(yaml.SafeLoader):
    """A YAML loader that turns CloudFormation's short tags into their long forms."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = (
            loader.construct_mapping(node, deep=True)
            if isinstance(node, yaml.MappingNode)
            else None
        )
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


class Template:
    """A template with values for its parameters, without resources whose condition is false."""

    def __init__(
        self,
        document: Mapping[str, Any],
        *,
        parameters: Mapping[str, str],
        source: str,
        optional: Mapping[str, str] | None = None,
    ) -> None:
        self._document = document
        self._source = source
        declared = document.get("Parameters", {})
        implied = {name: value for name, value in (optional or {}).items() if name in declared}
        self._values = {**PSEUDO_PARAMETERS, **self._parameter_values({**implied, **parameters})}

    @classmethod
    def load(
        cls,
        path: Path,
        *,
        parameters: Mapping[str, str],
        optional: Mapping[str, str] | None = None,
    ) -> Template:
        """Read a template file.

        Args:
            path: The file.
            parameters: Values of the template's parameters.
            optional: Values of parameters that the template need not have.

        Raises:
            TemplateError: the file is not a template, or a parameter is unknown or not allowed.
            OSError: the file cannot be read.
        """
        try:
            # The loader extends SafeLoader, which creates no Python objects.
            document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise TemplateError(f"{path}: not valid YAML") from error
        if not isinstance(document, dict) or "Resources" not in document:
            raise TemplateError(f"{path}: expected a CloudFormation template with Resources")
        return cls(document, parameters=parameters, source=str(path), optional=optional)

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the resolved properties of all resources of a type, by logical id."""
        return {
            name: self._resolve(resource.get("Properties", {}))
            for name, resource in self._document["Resources"].items()
            if resource["Type"] == kind and self._holds(resource.get("Condition"))
        }

    def _parameter_values(self, given: Mapping[str, str]) -> dict[str, Any]:
        declared: dict[str, dict[str, Any]] = self._document.get("Parameters", {})
        for name in given:
            if name not in declared:
                raise TemplateError(
                    f"{self._source}: no parameter {name}; expected one of {', '.join(declared)}"
                )
        return {
            name: self._parameter(name, rule, given.get(name)) for name, rule in declared.items()
        }

    def _parameter(self, name: str, rule: Mapping[str, Any], given: str | None) -> Any:  # noqa: ANN401
        value = str(rule.get("Default", "")) if given is None else given
        allowed = [str(choice) for choice in rule.get("AllowedValues", [])]
        if allowed and value not in allowed:
            raise TemplateError(
                f"{self._source}: parameter {name}: got {value!r}, "
                f"expected one of {', '.join(allowed)}"
            )
        if rule["Type"] == "Number":
            self._check_range(name, rule, value)
        return value.split(",") if rule["Type"] == "CommaDelimitedList" else value

    def _check_range(self, name: str, rule: Mapping[str, Any], value: str) -> None:
        low, high = rule.get("MinValue", 0), rule.get("MaxValue", float("inf"))
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise TemplateError(
                f"{self._source}: parameter {name}: got {value!r}, "
                f"expected a number from {low} to {high}"
            )

    def _holds(self, condition: str | None) -> bool:
        return condition is None or bool(self._resolve(self._document["Conditions"][condition]))

    def _resolve(self, node: Any) -> Any:  # noqa: ANN401
        if isinstance(node, list):
            return [item for item in map(self._resolve, node) if item is not _ABSENT]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            function = self._functions().get(name)
            if function is not None:
                return function(argument)
        resolved = {key: self._resolve(value) for key, value in node.items()}
        return {key: value for key, value in resolved.items() if value is not _ABSENT}

    def _functions(self) -> dict[str, Callable[[Any], Any]]:
        resolve = self._resolve
        return {
            "Ref": self._ref,
            "Condition": self._holds,
            "Fn::If": lambda parts: resolve(parts[1] if self._holds(parts[0]) else parts[2]),
            "Fn::Equals": lambda parts: resolve(parts[0]) == resolve(parts[1]),
            "Fn::Not": lambda parts: not resolve(parts[0]),
            "Fn::And": lambda parts: all(resolve(part) for part in parts),
            "Fn::Or": lambda parts: any(resolve(part) for part in parts),
            "Fn::Join": lambda parts: parts[0].join(resolve(parts[1])),
            "Fn::Split": lambda parts: resolve(parts[1]).split(parts[0]),
            "Fn::Select": lambda parts: resolve(parts[1])[int(parts[0])],
            "Fn::Sub": self._sub,
            "Fn::GetAtt": ".".join,
        }

    def _ref(self, name: str) -> Any:  # noqa: ANN401
        if name == "AWS::NoValue":
            return _ABSENT
        if name in self._values:
            return self._values[name]
        resource = self._document["Resources"].get(name, {})
        own_name = _NAMED_BY.get(resource.get("Type"))
        return name if own_name is None else resource["Properties"][own_name]

    def _sub(self, text: str) -> str:
        return re.sub(r"\$\{([^!}]+)\}", lambda match: str(self._ref(match[1])), text)
