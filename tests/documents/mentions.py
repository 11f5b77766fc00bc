"""Finds mentions of files and headings outside of links: in code, messages, settings and prose.

It understands three forms: `docs/settings.md#what-is-asked-for`, `"The page around it" in
docs/client.md`, and `the table in docs/settings.md`. A path is relative to the repository's root.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.documents.blocks import DOCUMENTS, table_column, without_comments
from tests.documents.links import anchors_in_markdown
from tests.project.modules import ROOT

FOLDERS = (
    *("auth", "bench", "cognito_stand_in", "docs", "examples", "infra", "inspector", "server"),
    *("static", "tests"),
)
_KINDS = "css|js|json|md|py|sh|svg|toml|yaml"
_PATH = re.compile(
    rf"(?<![\w./:{{}}-])(?:{'|'.join(FOLDERS)})/[\w./-]*\w\.(?:{_KINDS})\b(?!/)"
    r"|(?<![\w./:{}*(-])[\w-]+\.md\b"
)
_HEADING = re.compile(r'"([^"\n]+)" in `?([\w./-]+\.md)\b')
_ANCHOR = re.compile(r"(?<![\w./(-])([\w./-]+\.md)#([\w-]+)")
_TABLE = re.compile(r"\btables? in `?([\w./-]+\.md)\b")
_NOT_HERE = re.compile(r"(^|/)(build|releases|reference|runtime|test-results|x)/|/(test_)?y\.py$")
"""What is generated, and `auth/x/y.py`, which stands for any path."""


def sources() -> Iterator[tuple[Path, str]]:
    """Yield each file that people read or that prints something, with the part that is prose."""
    for document in DOCUMENTS:
        yield document, without_comments(document.read_text("utf-8"))
    patterns = [f"{folder}/**/*.{kind}" for folder in FOLDERS for kind in ("py", "toml", "yaml")]
    for pattern in (*patterns, "*.py", "static/*.js", "docs/templates/*", "infra/*.sh"):
        for path in sorted(ROOT.glob(pattern)):
            if _NOT_HERE.search(path.relative_to(ROOT).as_posix()):
                continue
            text = path.read_text("utf-8")
            in_tests = path.is_relative_to(ROOT / "tests")
            yield path, _docstrings(text) if in_tests and path.suffix == ".py" else text


def stale_mentions(text: str, root: Path = ROOT) -> list[str]:
    """Return the mentions of files, headings and tables that do not exist.

    Args:
        text: What to search.
        root: The folder that paths start from. A document's bare name may also be in `docs/`, or
            in the documents of a new project.
    """
    paths = [path for path in _PATH.findall(text) if not _NOT_HERE.search(path)]
    stale = [path for path in paths if not _exists(root, path)]
    stale += [
        f'"{heading}" in {path}'
        for heading, path in _HEADING.findall(text)
        if not _has_anchor(root / path, _anchor(heading))
    ]
    stale += [
        f"{path}#{anchor}"
        for path, anchor in _ANCHOR.findall(text)
        if not _has_anchor(root / path, anchor)
    ]
    tables = [path for path in _TABLE.findall(text) if not _has_table(root / path)]
    return stale + [f"a table in {path}" for path in tables]


def _docstrings(text: str) -> str:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    return "\n".join(ast.get_docstring(node) or "" for node in nodes)


def _exists(root: Path, path: str) -> bool:
    folders = ("", "docs", "docs/internals", "examples/project")
    return any((root / folder / path).exists() for folder in folders)


def _anchor(heading: str) -> str:
    [anchor] = anchors_in_markdown(f"# {heading}")
    return anchor


def _has_anchor(path: Path, anchor: str) -> bool:
    return path.exists() and anchor in anchors_in_markdown(path.read_text("utf-8"))


def _has_table(path: Path) -> bool:
    if not path.exists():
        return False
    lines = path.read_text("utf-8").splitlines()
    titles = [line for line in lines if line.startswith("|")]
    return bool(titles) and bool(table_column(path.read_text("utf-8"), _first_cell(titles[0])))


def _first_cell(row: str) -> str:
    return row.split("|")[1].strip()
