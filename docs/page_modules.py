"""Empty modules in place of `js` and `pyodide`, so that `auth.browser` can be imported anywhere."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any

from auth.testing.modules import PageModules

NAMES = {"js": (), "pyodide": (), "pyodide.ffi": ("create_proxy", "jsnull", "to_js")}
"""The modules that `auth.browser` imports, and the names that it uses of them."""


def empty_modules() -> dict[str, Any]:
    """Return modules with these names whose members are None."""
    modules = {name: ModuleType(name) for name in NAMES}
    for name, members in NAMES.items():
        vars(modules[name]).update(dict.fromkeys(members))
    return modules


def in_place(modules: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Make `modules` importable for the duration of the `with` block.

    `auth.browser` and `auth.page` are imported again in it, and removed afterwards.
    """
    return PageModules(modules).in_place()
