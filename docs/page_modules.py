"""Stand-ins for the modules of a page, so that `auth.browser` can be imported without one."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

NAMES = {"js": (), "pyodide": (), "pyodide.ffi": ("create_proxy", "jsnull", "to_js")}
"""What `auth.browser` imports of a page, and by which names."""


def empty_modules() -> dict[str, Any]:
    """Give modules with these names and nothing behind them: enough to be imported."""
    modules = {name: ModuleType(name) for name in NAMES}
    for name, members in NAMES.items():
        vars(modules[name]).update(dict.fromkeys(members))
    return modules


@contextmanager
def in_place(modules: Mapping[str, Any]) -> Iterator[None]:
    """Have `modules` be importable for as long as the `with` block lasts.

    `auth.browser` and `auth.page` are imported anew in it, and gone afterwards.
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
