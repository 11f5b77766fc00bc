"""SECURITY.md's tables of attacks have a row for every test in tests/security, and no other."""

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "SECURITY.md").read_text().split("## Attacks")[1].split("\n## ")[0]
ROWS = [
    line
    for line in SECTION.splitlines()
    if line.startswith("| ") and not line.startswith("| attack |")
]
ATTACKS = sorted((ROOT / "tests" / "security").rglob("test_*.py"))


def paths_in(text: str) -> list[str]:
    """Return the test files that a text names."""
    return re.findall(r"`(tests/[\w./]+)`", text)


def test_each_row_names_tests_that_exist() -> None:
    """Every row names at least one file, and every named file exists."""
    assert ROWS
    assert [row for row in ROWS if not paths_in(row)] == []
    named = [file for row in ROWS for file in paths_in(row)]
    assert [file for file in named if not (ROOT / file).is_file()] == []


def test_each_attack_has_one_row() -> None:
    """Every file under tests/security is in the table, once."""
    rows = Counter(file for row in ROWS for file in set(paths_in(row)))
    attacks = [path.relative_to(ROOT).as_posix() for path in ATTACKS]
    assert {attack: rows[attack] for attack in attacks if rows[attack] != 1} == {}


def test_each_attack_says_what_is_wrong() -> None:
    """The docstring of the file starts with one sentence about what the attacker does."""
    docstrings = {path.name: ast.get_docstring(ast.parse(path.read_text())) for path in ATTACKS}
    first_lines = {name: (text or "").partition("\n")[0] for name, text in docstrings.items()}
    assert [name for name, line in first_lines.items() if not line.endswith(".")] == []
