"""Empty modules in place of `js` and `pyodide`, so that `auth.browser` can be imported anywhere."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

NAMES = {"js": (), "pyodide": (), "pyodide.ffi": ("create_proxy", "jsnull", "to_js")}
"""The modules that `auth.browser` imports, and the names that it uses of them."""


def empty_modules() -> dict[str, Any]:
    """Return modules with these names whose members are None."""
    modules = {name: ModuleType(name) for name in NAMES}
    for name, members in NAMES.items():
        vars(modules[name]).update(dict.fromkeys(members))
    return modules


@contextmanager
def in_place(modules: Mapping[str, Any]) -> Iterator[None]:
    """Make `modules` importable for the duration of the `with` block.

    `auth.browser` and `auth.page` are imported again in it, and removed afterwards.
    """
    sys.modules.update(modules)
    try:
        yield
    finally:
        ours = [one for one in sys.modules if one.startswith(("auth.browser", "auth.page"))]
        for name in [*modules, *ours]:
            sys.modules.pop(name, None)
        for package in ("browser", "page"):
            vars(sys.modules["auth"]).pop(package, None)
