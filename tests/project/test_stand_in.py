"""The stand-in shares no code with the library, so that they cannot share a mistake."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.modules import AUTH, ROOT, STAND_IN, Module, belongs_to, imported_names

DEPENDENCIES = {"cryptography", "fido2", "httpx", "jinja2", "segno", "starlette", "uvicorn", "yaml"}
# None in sys.modules makes an import fail, wherever the package is installed.
SIGN_IN = """
import sys
sys.modules |= dict.fromkeys(["auth", "server", "inspector"])
import importlib, pkgutil
import {name} as package
for module in pkgutil.walk_packages(package.__path__, "{name}."):
    importlib.import_module(module.name)
cognito = package.FakeCognito(package.Pool(
    pool_id="eu-west-1_x", domain="http://localhost:1", issuer="http://localhost:2/eu-west-1_x",
    clients={{}}, users={{}},
))
visitor = package.SimpleBrowser(cognito)
visitor.open("/error")
keys = visitor.http.get("http://localhost:2/eu-west-1_x/.well-known/jwks.json")
print(len(keys.json()["keys"]), *visitor.page.alerts)
"""


@pytest.mark.parametrize("module", STAND_IN, ids=lambda module: module.name)
def test_the_stand_in_needs_nothing_of_this_project(module: Module) -> None:
    """Its modules import each other, the standard library, and the packages listed above."""
    tops = {one.name.partition(".")[0] for one in module.imports} - {"cognito_stand_in"}
    assert tops - sys.stdlib_module_names <= DEPENDENCIES


@pytest.mark.parametrize("module", STAND_IN, ids=lambda module: module.name)
def test_its_own_imports_are_relative(module: Module) -> None:
    """A copy works under another name."""
    absolute = [
        name
        for node in ast.walk(module.tree)
        if not (isinstance(node, ast.ImportFrom) and node.level)
        for name in imported_names(node)
    ]
    assert not [name for name in absolute if belongs_to(name, "cognito_stand_in")]


def test_only_doubles_import_the_stand_in() -> None:
    """In `auth`, only `auth.testing` imports it."""
    found = {
        module.name
        for module in AUTH
        if [one for one in module.imports if belongs_to(one.name, "cognito_stand_in")]
    }
    assert "auth.testing.transports" in found
    assert [name for name in found if not belongs_to(name, "auth.testing")] == []


@pytest.mark.parametrize("name", ["cognito_stand_in", "local_cognito"])
def test_it_works_without_the_library(name: str, tmp_path: Path) -> None:
    """A copy without the rest of this project can be imported, and serves pages."""
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "cognito_stand_in", tmp_path / name, ignore=left_out)
    done = subprocess.run(  # noqa: S603 - this interpreter, and the program above
        [sys.executable, "-W", "error", "-c", SIGN_IN.format(name=name)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2")
