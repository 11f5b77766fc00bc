"""`__all__`, the guide and the programs agree on what is public."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from auth import AuthError, errors
from docs.public import module_name, public_names
from tests.documents.blocks import DOCUMENTS, blocks_of
from tests.project.modules import ROOT

PROGRAMS = [ROOT / "main.py", ROOT / "account.py", *sorted((ROOT / "examples").rglob("*.py"))]
PUBLIC = public_names()
GUIDE = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
INTERNAL = ("auth.page.launcher",)
"""Modules that no page imports, except `landing.py`: docs/your-own-page.md says how."""


def imports_of(text: str, place: str) -> Iterator[tuple[str, str, str]]:
    """Return place, module and name of each name that a program imports from this project."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            module = re.sub(r"^cognito_auth\b", "auth", node.module)
            if module.partition(".")[0] in ("auth", "cognito_stand_in"):
                yield from ((place, module, alias.name) for alias in node.names)


def programs() -> Iterator[tuple[str, str]]:
    """Return the text of every program that users read, with its place."""
    for path in PROGRAMS:
        yield path.read_text("utf-8"), path.relative_to(ROOT).as_posix()
    for block in (one for path in DOCUMENTS for one in blocks_of(path)):
        if block.language == "python":
            yield textwrap.dedent(block.text), block.place


def test_what_programs_import_is_public() -> None:
    """Documents and examples import names in `__all__`, or modules that have one."""
    found = [one for text, place in programs() for one in imports_of(text, place)]
    assert len(found) > 40
    private = [
        f"{place}: {module}.{name}"
        for place, module, name in found
        if name not in PUBLIC.get(module, ())
        and f"{module}.{name}" not in PUBLIC
        and module not in INTERNAL
    ]
    assert private == []


def test_programs_use_nothing_private() -> None:
    """No program reads an attribute of ours whose name begins with an underscore."""
    private = [
        f"{place}: {node.attr}"
        for text, place in programs()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and re.match(r"_[^_]", node.attr)
        and ast.unparse(node.value) != "self"
    ]
    assert private == []


@pytest.mark.parametrize("module", ["auth", "auth.backend", "auth.backend.fastapi", "auth.testing"])
def test_the_guide_mentions_every_public_name(module: str) -> None:
    """The guide says of each name what it is for, or at least that it exists."""
    assert [name for name in PUBLIC[module] if not re.search(rf"\b{name}\b", GUIDE)] == []


def test_every_error_can_be_imported_from_the_top() -> None:
    """No class of `auth.errors` is missing in `auth`."""
    classes = {
        name
        for name, one in inspect.getmembers(errors, inspect.isclass)
        if one.__module__ == AuthError.__module__
    }
    assert len(classes) > 30
    assert classes <= set(PUBLIC["auth"])


def test_names_are_read_from_the_files() -> None:
    """A module's own name, and a package's, are its dotted names."""
    assert module_name(ROOT / "auth" / "__init__.py") == "auth"
    assert module_name(Path(ROOT, "auth", "backend", "fastapi.py")) == "auth.backend.fastapi"
    assert "auth.session.current" not in PUBLIC
