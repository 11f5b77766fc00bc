"""What a package offers: everything it says, sorted, and nothing by accident."""

import ast
import importlib

import pytest

from tests.project.modules import AUTH, STAND_IN, Module, belongs_to

PACKAGES = [
    one for one in [*AUTH, *STAND_IN] if one.path.name == "__init__.py" and "__all__" in one.text
]


def exported(module: Module) -> list[str]:
    """Read `__all__` without importing the package."""
    [names] = [
        ast.literal_eval(node.value)
        for node in module.tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    return list(names)


def public_names(module: Module) -> set[str]:
    """Give the names that a package defines or imports for others."""
    names: set[str] = set()
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom | ast.Import):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
    return {name for name in names if not name.startswith("_")}


@pytest.mark.parametrize("module", PACKAGES, ids=lambda module: module.name)
def test_exports_are_sorted_and_there(module: Module) -> None:
    """Each name is listed once, in order, and exists."""
    names = exported(module)
    assert names == sorted(set(names))
    assert set(names) <= public_names(module)


@pytest.mark.parametrize("module", PACKAGES, ids=lambda module: module.name)
def test_exports_are_complete(module: Module) -> None:
    """A package's own `__init__` imports for its users; a browser's assembles its adapters."""
    if module.name == "auth.browser":
        assert exported(module) == ["runtime"]
    elif module.name == "auth.calls.libraries":
        assert exported(module) == ["install_requests", "install_urllib"]
    else:
        assert set(exported(module)) == public_names(module)


@pytest.mark.parametrize("module", PACKAGES, ids=lambda module: module.name)
def test_exports_can_be_imported(module: Module) -> None:
    """Outside a page, that is true of everything but the page's own side."""
    if not belongs_to(module.name, "auth.browser", "auth.page"):
        package = importlib.import_module(module.name)
        assert all(hasattr(package, name) for name in exported(module))


def test_the_public_packages_say_what_they_offer() -> None:
    """These packages have users; `auth.protocol` is used module by module."""
    assert [module.name for module in PACKAGES] == [
        "auth",
        "auth.backend",
        "auth.browser",
        "auth.calls.aws",
        "auth.calls.libraries",
        "auth.config",
        "auth.page",
        "auth.testing",
        "cognito_stand_in",
    ]
