"""The browser half uses only Python that MicroPython supports."""

import ast
from collections.abc import Iterator

import pytest

from tests.project.modules import ON_BOTH, imported_names

MISSING = {
    "__future__",
    "abc",
    "contextlib",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "hmac",
    "itertools",
    "logging",
    "pathlib",
    "secrets",
    "string",
    "traceback",
    "types",
    "typing",
    "urllib",
    "uuid",
    "warnings",
}
MISSING_METHODS = {"removeprefix", "removesuffix", "isascii", "isprintable", "casefold", "title"}


def faults(tree: ast.AST) -> Iterator[str]:
    """Return what MicroPython does not support, with line numbers."""
    for node in ast.walk(tree):
        for fault in [*_statement_faults(node), *_expression_faults(node)]:
            yield f"{getattr(node, 'lineno', 0)}: {fault}"


def _statement_faults(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Match | ast.TryStar):
        yield "match or except*"
    if isinstance(node, ast.Raise) and node.cause is not None:
        yield "raise ... from"
    if isinstance(node, ast.arguments) and node.posonlyargs:
        yield "positional-only parameters"
    if isinstance(node, ast.ClassDef) and node.keywords:
        yield "class keywords"
    for name in imported_names(node, "auth.any.any"):
        if name.partition(".")[0] in MISSING:
            yield f"import of {name}"


def _expression_faults(node: ast.AST) -> Iterator[str]:
    if any(isinstance(item, ast.Starred) for item in _items_of_display(node)):
        yield "a star in a display"
    if isinstance(node, ast.Dict) and None in node.keys:
        yield "two stars in a display"
    if isinstance(node, ast.FormattedValue) and _has_colon(node.value):
        yield "a colon inside the expression of an f-string"
    if isinstance(node, ast.Attribute) and node.attr in MISSING_METHODS:
        yield f"str.{node.attr}"
    if _asks_for_a_union(node):
        yield "isinstance with a union"


def _items_of_display(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Set):
        return node.elts
    if isinstance(node, ast.List | ast.Tuple) and isinstance(node.ctx, ast.Load):
        return node.elts
    return []


def _has_colon(expression: ast.expr) -> bool:
    inner = [node for node in ast.walk(expression) if isinstance(node, ast.Constant | ast.Slice)]
    return any(isinstance(node, ast.Slice) or ":" in str(node.value) for node in inner)


def _asks_for_a_union(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "isinstance"
        and isinstance(node.args[1], ast.BinOp)
    )


def test_the_browser_half_is_portable() -> None:
    """Nothing outside `if TYPE_CHECKING` needs what MicroPython lacks."""
    found = {module.name: list(faults(module.at_run_time)) for module in ON_BOTH}
    assert {name: lacking for name, lacking in found.items() if lacking} == {}


@pytest.mark.parametrize(
    "source",
    [
        "a = [*b]",
        "a = (*b, 1)",
        "a = {*b}",
        "a = {**b}",
        "match a:\n    case 1: pass",
        "try: pass\nexcept* ValueError: pass",
        "raise A from b",
        "raise A from None",
        "def a(b, /): pass",
        "class A(metaclass=B): pass",
        "f\"{a[':']}\"",
        'f"{a[1:2]}"',
        "import dataclasses",
        "import urllib.parse",
        "from typing import Any",
        "from __future__ import annotations",
        "def a():\n    import secrets",
        "a.removeprefix('x')",
        "isinstance(a, int | str)",
    ],
)
def test_the_walk_finds_what_it_looks_for(source: str) -> None:
    """Each construct fails on MicroPython."""
    assert len(list(faults(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "a, *b = c",
        "a(*b, **c)",
        "f'{a:>3}'",
        "(a := 1)",
        "isinstance(a, (int, str))",
        "raise A",
        "dict(a)",
        "for a, *b in c: pass",
        "def a(*, b): pass",
    ],
)
def test_the_walk_lets_the_rest_pass(source: str) -> None:
    """Similar constructs that work are allowed."""
    assert list(faults(ast.parse(source))) == []
