"""The modules that exist in a page, and this library under both of its names.

An app says `from auth import ...` or `from cognito_auth import ...`, whichever name its page has.
Here both are the same modules.
"""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.util import spec_from_loader
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from importlib.machinery import ModuleSpec
    from types import ModuleType

LIBRARY = __name__.partition(".")[0]
NAMES = ("auth", "cognito_auth")
"""The names of this library: in a page that was made from its sources, and as installed."""

_IN_A_PAGE = ("js", "jsffi", "polyscript", "pyodide", "pyscript", "pyodide_http")
_BOUND_TO_A_PAGE = ("browser", "page", "calls.libraries")
"""The packages of the library that import `js`: each page has its own copies."""


class PageModules:
    """The modules of one page, which exist only within `in_place`.

    Args:
        given: The modules that the browser provides, by name.
        folder: The app's folder, from which it imports modules of its own.
    """

    def __init__(self, given: Mapping[str, Any], folder: Path | None = None) -> None:
        self._modules: dict[str, Any] = dict(given)
        self._folder = folder

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Make the page's modules importable while the `with` block lasts."""
        before = _take_out(_is_a_pages)
        known = set(sys.modules)
        _put_in(self._modules)
        finder = _OtherName()
        sys.meta_path.insert(0, finder)
        if self._folder is not None:
            sys.path.insert(0, str(self._folder))
        try:
            yield
        finally:
            sys.meta_path.remove(finder)
            if self._folder is not None:
                sys.path.remove(str(self._folder))
            self._modules = _take_out(lambda name: _is_a_pages(name) or self._is_new(name, known))
            _put_in(before)

    def _is_new(self, name: str, known: set[str]) -> bool:
        """Check whether the program has just imported a module from the app's folder."""
        place = getattr(sys.modules[name], "__file__", None)
        if name in known or place is None or self._folder is None:
            return False
        path = Path(place)
        return path.is_relative_to(self._folder) and "site-packages" not in path.parts


class _OtherName(MetaPathFinder, Loader):
    """Imports this library by its other name, as the same module objects."""

    def find_spec(
        self, fullname: str, _path: object = None, _target: object = None
    ) -> ModuleSpec | None:
        first, _, rest = fullname.partition(".")
        if first == LIBRARY or first not in NAMES:
            return None
        same = importlib.import_module(f"{LIBRARY}.{rest}" if rest else LIBRARY)
        spec = spec_from_loader(fullname, self, is_package=hasattr(same, "__path__"))
        assert spec is not None
        spec.loader_state = (same, same.__spec__)
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module: ModuleType = spec.loader_state[0]
        return module

    def exec_module(self, module: ModuleType) -> None:
        spec = module.__spec__
        assert spec is not None
        module.__spec__ = spec.loader_state[1]  # its own, which the import has replaced


def _is_a_pages(name: str) -> bool:
    first, _, rest = name.partition(".")
    if first in _IN_A_PAGE or (first in NAMES and first != LIBRARY):
        return True
    return first == LIBRARY and any(
        [rest == one or rest.startswith(f"{one}.") for one in _BOUND_TO_A_PAGE]
    )


def _take_out(is_wanted: Callable[[str], bool]) -> dict[str, Any]:
    """Remove modules, also from the packages that they are attributes of."""
    taken = {name: sys.modules.pop(name) for name in list(sys.modules) if is_wanted(name)}
    for name in taken:
        package, _, last = name.rpartition(".")
        if package in sys.modules:
            vars(sys.modules[package]).pop(last, None)
    return taken


def _put_in(modules: Mapping[str, Any]) -> None:
    sys.modules.update(modules)
    for name, module in modules.items():
        package, _, last = name.rpartition(".")
        if package in sys.modules and package not in modules:
            setattr(sys.modules[package], last, module)
