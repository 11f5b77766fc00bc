"""Read CloudFormation templates: YAML and JSON, as people, CDK and SAM write them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .errors import TemplateError, described
from .intrinsics import Intrinsics, Unresolved
from .parameters import parameter_values
from .sections import Section

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

DEFAULT_REGION = "eu-west-1"
_ACCOUNT = "000000000000"


class Template:
    """A template with values for its parameters, without resources whose condition is false.

    Args:
        document: The template.
        parameters: Values of the template's parameters.
        source: The name of the file, for messages.
        optional: Values of parameters that the template need not have.
        values: Values that are known only in AWS, by what refers to them: `Site.DomainName`, the
            name of an export, or `ssm:/a/parameter`.
        region: The Region of the pool.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        *,
        parameters: Mapping[str, str],
        source: str,
        optional: Mapping[str, str] | None = None,
        values: Mapping[str, str] | None = None,
        region: str = DEFAULT_REGION,
    ) -> None:
        self.source = source
        self.region = region
        self.notices: list[str] = []
        self._document = document
        declared = document.get("Parameters") or {}
        implied = {name: value for name, value in (optional or {}).items() if name in declared}
        self._known: dict[str, Any] = {
            **_pseudo_parameters(region),
            **parameter_values(declared, {**implied, **parameters}, source),
            **(values or {}),
        }
        self._functions = Intrinsics(document, self._known)

    @classmethod
    def load(
        cls,
        path: Path,
        *,
        parameters: Mapping[str, str],
        optional: Mapping[str, str] | None = None,
        values: Mapping[str, str] | None = None,
        region: str = DEFAULT_REGION,
    ) -> Template:
        """Read a template file.

        Args:
            path: The file, in YAML or JSON.
            parameters: As in the constructor, and so are the other arguments.
            optional: Likewise.
            values: Likewise.
            region: Likewise.

        Raises:
            TemplateError: the file is not a template, or a parameter is unknown or not allowed.
            OSError: the file cannot be read.
        """
        return cls(
            read_document(path),
            parameters=parameters,
            source=str(path),
            optional=optional,
            values=values,
            region=region,
        )

    def name(self, reference: str, value: object) -> None:
        """Set the value of a `Ref` (`UserPool`) or of a `Fn::GetAtt` (`UserPool.Arn`)."""
        self._known.setdefault(reference, value)

    def named(self, reference: str) -> str:
        """Return what `name` has set."""
        return str(self._known[reference])

    def names(self, kind: str) -> list[str]:
        """Return the logical ids of all resources of a type whose condition holds."""
        return [
            name
            for name, resource in self._document["Resources"].items()
            if resource["Type"] == kind and self._holds(name, resource)
        ]

    def kinds(self) -> dict[str, str]:
        """Return the type of every resource, by logical id."""
        return {name: one["Type"] for name, one in self._document["Resources"].items()}

    def sections(self, kind: str) -> dict[str, Section]:
        """Return the properties of all resources of a type, by logical id."""
        return {name: self.section(name) for name in self.names(kind)}

    def section(self, name: str) -> Section:
        """Return the properties of one resource."""
        return Section(self.resolved(name), place=f"{self.source}: {name}", notices=self.notices)

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the properties of all resources of a type, by logical id.

        What cannot be resolved is an `Unresolved`.
        """
        return {name: self.resolved(name) for name in self.names(kind)}

    def resolved(self, name: str) -> dict[str, Any]:
        """Return the properties of one resource."""
        properties = self._document["Resources"][name].get("Properties") or {}
        resolved = self._functions.resolve(properties)
        if isinstance(resolved, Unresolved):
            raise TemplateError(f"{self.source}: {name}: Properties: {described(resolved)}")
        if not isinstance(resolved, dict):
            raise TemplateError(f"{self.source}: {name}: Properties: expected a mapping")
        return resolved

    def _holds(self, name: str, resource: Mapping[str, Any]) -> bool:
        condition = resource.get("Condition")
        holds = True if condition is None else self._functions.condition(condition)
        if isinstance(holds, Unresolved):
            raise TemplateError(f"{self.source}: {name}: Condition {condition}: {described(holds)}")
        return holds


def read_document(path: Path) -> dict[str, Any]:
    """Return a CloudFormation template, with short tags such as `!Ref` in their long forms.

    Args:
        path: A file in YAML or JSON.

    Raises:
        TemplateError: it is not a template, or needs a transform that only AWS has.
        OSError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path}: not valid YAML: not UTF-8 at byte {error.start}") from None
    parsed = _json(path, text) if text.lstrip().startswith("{") else _yaml(path, text)
    document: dict[str, Any] = parsed if isinstance(parsed, dict) else {}
    resources = document.get("Resources")
    if not isinstance(resources, dict):
        raise TemplateError(f"{path}: expected a CloudFormation template with Resources")
    for name, resource in resources.items():
        if str(name).startswith("Fn::"):
            raise TemplateError(
                f"{path}: Resources: the stand-in does not have {name}; give it the template that "
                "CloudFormation processed ('aws cloudformation get-template')"
            )
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            raise TemplateError(f"{path}: {name}: expected a resource with a Type")
    return document


def _json(path: Path, text: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except ValueError:
        # A flow mapping of YAML, perhaps.
        return _yaml(path, text)


def _yaml(path: Path, text: str) -> Any:  # noqa: ANN401
    # Here, because most stand-ins have no template.
    import yaml  # noqa: PLC0415

    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("_Loader", (base,), {})
    loader.add_multi_constructor("!", _intrinsic(yaml))
    try:
        # The loader extends SafeLoader, which creates no Python objects.
        return yaml.load(text, Loader=loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}, column {mark.column + 1}: " if mark is not None else ""
        raise TemplateError(f"{path}: not valid YAML: {line}{error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise TemplateError(f"{path}: not valid YAML: {error}") from None


def _intrinsic(yaml: Any) -> Callable[[Any, str, Any], dict[str, Any]]:  # noqa: ANN401
    """Return a constructor that turns CloudFormation's short tags into their long forms."""

    def construct(loader: Any, suffix: str, node: Any) -> dict[str, Any]:  # noqa: ANN401
        value: Any
        if isinstance(node, yaml.ScalarNode):
            value = loader.construct_scalar(node)
        elif isinstance(node, yaml.SequenceNode):
            value = loader.construct_sequence(node, deep=True)
        else:
            value = loader.construct_mapping(node, deep=True)
        if suffix == "GetAtt" and isinstance(value, str):
            value = value.split(".", 1)
        return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}

    return construct


def _pseudo_parameters(region: str) -> dict[str, Any]:
    stack = f"arn:aws:cloudformation:{region}:{_ACCOUNT}:stack/stand-in/0"
    return {
        "AWS::AccountId": _ACCOUNT,
        "AWS::NotificationARNs": [],
        "AWS::Partition": "aws",
        "AWS::Region": region,
        "AWS::StackId": stack,
        "AWS::StackName": "stand-in",
        "AWS::URLSuffix": "amazonaws.com",
    }
