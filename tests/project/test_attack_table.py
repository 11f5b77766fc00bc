"""SECURITY.md's tables of attacks and the tests that try them are one and the same list."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "SECURITY.md").read_text().split("## Attacks")[1].split("\n## ")[0]
ROWS = [
    line
    for line in SECTION.splitlines()
    if line.startswith("| ") and not line.startswith("| attack |")
]
ATTACKS = sorted((ROOT / "tests" / "security").rglob("test_*.py"))


def paths_in(text: str) -> list[str]:
    """Give the files of tests that a text names."""
    return re.findall(r"`(tests/[\w./]+)`", text)


@pytest.mark.parametrize("row", ROWS)
def test_each_row_names_tests_that_exist(row: str) -> None:
    """An attack that is claimed to be tried is tried."""
    files = paths_in(row)
    assert files
    assert [file for file in files if not (ROOT / file).is_file()] == []


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda path: path.stem)
def test_each_attack_has_one_row(attack: Path) -> None:
    """What is tried stands in the table, once."""
    named = [row for row in ROWS if attack.relative_to(ROOT).as_posix() in paths_in(row)]
    assert len(named) == 1


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda path: path.stem)
def test_each_attack_says_what_is_wrong(attack: Path) -> None:
    """The first line of the file is one sentence about the attacker's doing."""
    docstring = ast.get_docstring(ast.parse(attack.read_text())) or ""
    assert docstring.splitlines()[0].endswith(".")
