"""docs/your-own-pool.md has every parameter of the template with its default."""

import re

import pytest

from tests.documents.aws import declared_parameters
from tests.documents.blocks import table_column
from tests.project.modules import ROOT

TEXT = (ROOT / "docs" / "your-own-pool.md").read_text("utf-8")
DECLARED = declared_parameters("infra/cognito.yaml")
SAID = {
    name: default.strip("`")
    for names, default in zip(
        table_column(TEXT, "parameter"), table_column(TEXT, "default"), strict=True
    )
    for name in re.findall(r"`(\w+)`", names)
}


def test_every_parameter_has_a_row() -> None:
    """The table has exactly the template's parameters."""
    assert sorted(SAID) == sorted(DECLARED)


@pytest.mark.parametrize("name", DECLARED)
def test_the_default_is_what_is_said(name: str) -> None:
    """A parameter without a default has the word `none`."""
    assert SAID[name] == (str(DECLARED[name]["Default"]) or "none")


@pytest.mark.parametrize("name", ["AccessTokenMinutes", "RetryGracePeriodSeconds"])
def test_limits_are_what_is_said(name: str) -> None:
    """Minimum and maximum are those of the template."""
    [row] = [line for line in TEXT.splitlines() if line.startswith(f"| `{name}`")]
    assert f"{DECLARED[name]['MinValue']} to {DECLARED[name]['MaxValue']}" in row
