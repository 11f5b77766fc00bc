"""docs/on-aws.md shows infra/deploy.sh, which fits the templates and the AWS CLI."""

import re
import shlex
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.loaders import Loader

from cognito_stand_in.cloudformation.template import read_document
from server.configuration import parse_configuration
from server.publishing.cloudfront import cloudfront_template
from server.publishing.composing import compose
from tests.unit.server.publishing.conftest import PRODUCTION, configured

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / "infra" / "deploy.sh").read_text("utf-8")
DOCUMENT = (ROOT / "docs" / "on-aws.md").read_text("utf-8")
SECTIONS = re.split(r"^# --- .*\n", SCRIPT, flags=re.MULTILINE)[1:]
RULES = "releases/next/hosts/cloudfront.json"
STACKS = {"pool": "infra/cognito.yaml", "site": "infra/site.yaml", "rules": RULES}
NOTHING_FETCHED = PRODUCTION.replace('"/reports.py" = ""\n', "")
# `aws cloudformation deploy` is the command line's own, and no operation of the service.
DEPLOY = {
    "--region",
    "--stack-name",
    "--template-file",
    "--capabilities",
    "--no-fail-on-empty-changeset",
    "--parameter-overrides",
}
EVERYWHERE = {"--region", "--query", "--output"}


@cache
def template(name: str) -> dict[str, Any]:
    """Parse a template, with the rules that a build writes."""
    if name == RULES:
        return cloudfront_template(compose(ROOT, configured(NOTHING_FETCHED), "/"))
    return read_document(ROOT / name)


def commands() -> list[list[str]]:
    """Return every call of `aws` in the script, as lists of words."""
    joined = SCRIPT.replace("\\\n", " ")
    found = re.findall(r"(?:^|\$\(|^ +)(aws [a-z].*)$", joined, re.MULTILINE)
    return [shlex.split(re.sub(r"\$\([^)]*\)", "value", line).rstrip(")")) for line in found]


def test_bash_understands_it() -> None:
    """The script has no syntax error."""
    subprocess.run(["bash", "-n", "infra/deploy.sh"], cwd=ROOT, check=True)  # noqa: S607


def test_the_document_shows_every_step() -> None:
    """The document has every line of the script, in the same order."""
    first, *blocks = re.findall(r"^```sh\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
    assert "infra/deploy.sh" in first
    assert [block.strip() for block in blocks] == [section.strip() for section in SECTIONS]


def test_every_call_of_aws_is_looked_at() -> None:
    """The parser of this test finds every call."""
    assert commands()
    assert len(commands()) == len(re.findall(r"\baws [a-z]", SCRIPT))


@pytest.mark.parametrize("words", commands(), ids=lambda words: " ".join(words[1:3]))
def test_every_option_exists(words: list[str]) -> None:
    """Each is a parameter of the operation, or a global option."""
    _, service, operation, *rest = words
    options = {word for word in rest if word.startswith("--")}
    assert options <= known_options(service, operation, rest)


@cache
def described(service: str, kind: str) -> dict[str, Any]:
    """Read botocore's description of a service."""
    model: dict[str, Any] = Loader().load_service_model(service, kind)
    return model


def known_options(service: str, operation: str, rest: list[str]) -> set[str]:
    """Return the options of a command from botocore's description of the service."""
    if (service, operation) == ("cloudformation", "deploy"):
        return DEPLOY
    if operation == "wait":
        waiters = described(service, "waiters-2")["waiters"]
        waiter = next(one for name, one in waiters.items() if dashed(name) == rest[0])
        operation = dashed(waiter["operation"])
    model = described(service, "service-2")
    asked = next(one for name, one in model["operations"].items() if dashed(name) == operation)
    members = model["shapes"][asked["input"]["shape"]]["members"]
    return EVERYWHERE | {f"--{dashed(member)}" for member in members}


def dashed(name: str) -> str:
    """Convert a name of the API to that of a command-line option."""
    return str(xform_name(name, "-"))


@pytest.mark.parametrize("words", [one for one in commands() if one[2] == "deploy"])
def test_every_parameter_exists(words: list[str]) -> None:
    """Overridden parameters are in the template of that stack."""
    name = words[words.index("--template-file") + 1]
    assert words[words.index("--stack-name") + 1] == f"$name-{stack_of(name)}"
    known = template(name).get("Parameters", {}).keys()
    assert ("--parameter-overrides" in words) == bool(known)
    overrides = words[words.index("--parameter-overrides") + 1 :] if known else []
    assert {one.partition("=")[0] for one in overrides} <= known


def stack_of(name: str) -> str:
    """Return the name of a template's stack."""
    return next(stack for stack, path in STACKS.items() if path == name)


def test_every_parameter_without_a_default_is_given() -> None:
    """The script passes every parameter that has no default."""
    for stack, name in STACKS.items():
        needed = {
            key
            for key, rule in template(name).get("Parameters", {}).items()
            if "Default" not in rule
        }
        first = next(one for one in commands() if f"$name-{stack}" in one and one[2] == "deploy")
        assert needed <= {word.partition("=")[0] for word in first}


def test_every_output_exists() -> None:
    """Outputs that the script reads exist in the template."""
    asked = re.findall(r"\$\(output (\w+) (\w+)\)", SCRIPT)
    assert len(asked) == SCRIPT.count("$(output ")
    for stack, key in asked:
        assert key in template(STACKS[stack])["Outputs"]


def test_every_parameter_of_the_site_is_documented() -> None:
    """The document's table has exactly the template's parameters."""
    table = DOCUMENT.split("| parameter | meaning | default |")[1].split("\n\n")[0]
    documented = {
        name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert documented == template("infra/site.yaml")["Parameters"].keys()
    assert all(rule["Description"] for rule in template("infra/site.yaml")["Parameters"].values())


def test_the_configuration_that_is_written_is_sound() -> None:
    """The step that writes production.toml produces a valid configuration."""
    (step,) = [section for section in SECTIONS if section.startswith("sed ")]
    written = step.partition(" > production.toml")[0]
    outputs = {
        "Domain": "my-app.auth.eu-west-1.amazoncognito.com",
        "Issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
        "ClientId": "2hd8exampleclient",
    }
    cases = "".join(f"{key}) echo '{value}';; " for key, value in outputs.items())
    program = f"output() {{ case $2 in {cases} esac; }}; page=https://d1.cloudfront.net/; {written}"
    done = subprocess.run(  # noqa: S603 - our own program
        ["bash", "-euc", program],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    configuration = parse_configuration(done.stdout, name="production.toml")
    assert configuration.auth.domain_origin == f"https://{outputs['Domain']}"
    assert configuration.auth.issuer == outputs["Issuer"]
    assert configuration.auth.client_id == outputs["ClientId"]
    assert configuration.auth.redirect_uri == "https://d1.cloudfront.net/"
    assert configuration.auth.logout_uri == "https://d1.cloudfront.net/"
    assert "localhost" not in str(tomllib.loads(done.stdout)["auth"])
