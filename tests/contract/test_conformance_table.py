"""The stand-in's README: each fact names tests that exist, each command exists."""

import ast
import re
from pathlib import Path

import pytest

from cognito_stand_in.control.commands import COMMANDS

HERE = Path(__file__).parent
README = (HERE.parents[1] / "cognito_stand_in" / "README.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for table in re.findall(r"\| shown by \|\n\|---\|---\|\n((?:\|.*\n)+)", README)
    for line in table.splitlines()
]
GROUPS = re.findall(r"^\| (.+) \| shown by \|$", README, re.MULTILINE)


def test_every_group_of_facts_has_a_table() -> None:
    """None of the subjects is missing."""
    assert GROUPS == [
        "hosts and keys",
        "replica in another Region",
        "authorize",
        "step-up authentication",
        "pages and session",
        "token",
        "JSON API of user pools",
        "identity pool",
        "refresh",
        "revocation, userInfo, sign-out",
        "tokens",
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_fact_is_shown_by_tests_that_exist(row: tuple[str, ...]) -> None:
    """A row has a fact and at least one test, and each test is defined where the row says."""
    _, shown_by = row
    named = re.findall(r"`(\w+\.py)::(test_\w+)`", shown_by)
    assert named
    assert shown_by.count("`") == 2 * len(named)
    assert [(file, test) for file, test in named if test not in _tests_of(file)] == []


def test_no_fact_stands_twice() -> None:
    """Each row is about something else."""
    facts = [row[0] for row in ROWS]
    assert len(facts) == len(set(facts)) >= 50


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_documented(command: str) -> None:
    """The table of commands has all of them."""
    assert f"`serve.py {command}" in README


def _tests_of(file: str) -> set[str]:
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
