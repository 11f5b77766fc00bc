"""`__all__` of each package is complete and sorted."""

import ast
import importlib

from tests.project.modules import AUTH, STAND_IN, Module, belongs_to, is_for_type_checkers

PACKAGES = [
    one for one in [*AUTH, *STAND_IN] if one.path.name == "__init__.py" and "__all__" in one.text
]
ASSEMBLED = {
    "auth.browser": ["runtime"],
    "auth.calls.libraries": ["install_requests", "install_urllib"],
}
"""Packages whose `__init__` imports more than it exports."""
WITH_LATER_IMPORTS = ("auth", "auth.remote", "auth.testing", "cognito_stand_in")
"""Packages that have names which type checkers know from the start."""


def exported(module: Module) -> list[str]:
    """Read `__all__` without importing the package."""
    [names] = [
        ast.literal_eval(node.value)
        for node in module.tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    return list(names)


def public_names(module: Module) -> set[str]:
    """Return the public names that a package defines, imports, or imports when they are used."""
    names: set[str] = set()
    nodes = list(module.tree.body)
    for later in module.tree.body if module.name in WITH_LATER_IMPORTS else ():
        if isinstance(later, ast.If) and is_for_type_checkers(later):
            nodes += later.body
    for node in nodes:
        if isinstance(node, ast.ImportFrom | ast.Import):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
    return {name for name in names if not name.startswith("_")} - {"TYPE_CHECKING", "import_module"}


def test_exports_are_sorted() -> None:
    """Each name is listed once, in order."""
    found = {one.name: exported(one) for one in PACKAGES}
    assert found == {package: sorted(set(names)) for package, names in found.items()}


def test_exports_are_complete() -> None:
    """A package exports what its `__init__` imports or defines; two packages have exceptions."""
    expected = {one.name: sorted(public_names(one)) for one in PACKAGES}
    for package, names in ASSEMBLED.items():
        assert set(names) <= set(expected[package])
        expected[package] = names
    assert {one.name: sorted(exported(one)) for one in PACKAGES} == expected


def test_no_name_that_is_imported_later_is_a_modules() -> None:
    """The import of the module would put it in the place of the name."""
    modules = {one.name for one in [*AUTH, *STAND_IN]}
    later = [one for one in PACKAGES if one.name in WITH_LATER_IMPORTS]
    names = {f"{one.name}.{name}" for one in later for name in exported(one)}
    assert names & modules == set()


def test_exports_can_be_imported() -> None:
    """Every name can be imported without a browser, except those that need a page."""
    missing = [
        f"{module.name}.{name}"
        for module in PACKAGES
        if not belongs_to(module.name, "auth.browser", "auth.page")
        for name in exported(module)
        if name != "Page"
        if not hasattr(importlib.import_module(module.name), name)
    ]
    assert missing == []


def test_the_public_packages_say_what_they_offer() -> None:
    """These packages have `__all__`; modules of `auth.protocol` are imported one by one."""
    assert [module.name for module in PACKAGES] == [
        "auth",
        "auth.account",
        "auth.backend",
        "auth.browser",
        "auth.calls.aws",
        "auth.calls.libraries",
        "auth.config",
        "auth.page",
        "auth.remote",
        "auth.testing",
        "cognito_stand_in",
    ]
