"""Checks `aws` commands against botocore's models and the project's template."""

from typing import Any

import yaml
from botocore import xform_name
from botocore.session import Session

from tests.project.modules import ROOT

GLOBAL_OPTIONS = {"--output", "--profile", "--query", "--region"}
BY_HAND: dict[tuple[str, str], set[str]] = {
    ("cloudformation", "deploy"): {
        "--capabilities",
        "--no-fail-on-empty-changeset",
        "--parameter-overrides",
        "--stack-name",
        "--tags",
        "--template-file",
    },
    ("s3", "cp"): {"--cache-control", "--content-encoding", "--content-type", "--recursive"},
    ("s3", "sync"): {"--cache-control", "--content-encoding", "--content-type", "--delete"}
    | {"--exclude", "--include"},
    ("cloudformation", "wait"): {"--stack-name"},
    ("cloudfront", "wait"): {"--distribution-id", "--id"},
}
"""Commands that are not operations of a service, with the options that documents may use."""


class _Declarations(yaml.SafeLoader):
    """A YAML loader that reads tagged values, such as CloudFormation's functions, as None."""


_Declarations.add_multi_constructor("!", lambda *_: None)


def check(arguments: list[str]) -> None:
    """Check that command, options and parameters of the template exist."""
    service, command, *rest = arguments
    options = {word.partition("=")[0] for word in rest if word.startswith("--")}
    known = BY_HAND.get((service, command)) or options_of(service, command)
    unknown = options - known - GLOBAL_OPTIONS
    assert not unknown, f"aws {service} {command} has no {sorted(unknown)}"
    if "--parameter-overrides" in rest:
        template = rest[rest.index("--template-file") + 1]
        words = _until_an_option(rest[rest.index("--parameter-overrides") + 1 :])
        for name, value in (word.split("=", 1) for word in words):
            _check_parameter(template, name, value)


def declared_parameters(template: str) -> dict[str, dict[str, Any]]:
    """Return the parameters that a template declares, by name."""
    loader = _Declarations((ROOT / template).read_text("utf-8"))
    parameters: dict[str, dict[str, Any]] = loader.get_data()["Parameters"]
    return parameters


def _check_parameter(template: str, name: str, value: str) -> None:
    """Check that the template has this parameter and allows this value."""
    declared = declared_parameters(template)
    assert name in declared, f"{template} has no parameter {name}"
    allowed = declared[name].get("AllowedValues", [value])
    assert "$" in value or value in allowed, f"{template}: {name} is one of {allowed}"


def options_of(service: str, command: str) -> set[str]:
    """Return the options of an operation, each of them a member of its input."""
    model: Any = Session().get_service_model("s3" if service == "s3api" else service)
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    assert command in operations, f"aws {service} has no {command}"
    shape = model.operation_model(operations[command]).input_shape
    names = {xform_name(member, "-") for member in (shape.members if shape else ())}
    return {f"--{name}" for name in names} | {f"--no-{name}" for name in names}


def _until_an_option(words: list[str]) -> list[str]:
    ends = [at for at, word in enumerate(words) if word.startswith("--")]
    return words[: ends[0]] if ends else words
