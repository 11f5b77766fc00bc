"""In the page, on Pyodide: imports packages that have not been fetched yet.

`static/packages.js` fetches and unpacks them. Before a program runs, it loads all packages that
the program imports first, at once (`packages_of`). `PackageFinder` loads the others when they are
imported, and says what to do about a package that the page does not have. `ModuleFinder` finds
modules in memory, which is faster than in the file system.
"""

import ast
import marshal
import sys
from base64 import b64encode
from hashlib import sha256
from importlib import invalidate_caches
from importlib.machinery import ModuleSpec, PathFinder, SourcelessFileLoader
from pathlib import Path

from pyodide.ffi import JsException, can_run_sync, run_sync, to_js
from stdlib_rest import LIBRARY_OF_PACKAGES, fetch_now

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Mapping, Sequence
    from importlib.machinery import FileFinder
    from types import CodeType, ModuleType
    from typing import Protocol

    from pyodide.ffi import JsBuffer

    class Archive(Protocol):
        """An archive that has not been unpacked: the package's name, and its address and hash."""

        name: str
        url: str
        integrity: str

    class Loader(Protocol):
        """What `static/packages.js` offers."""

        def load(self, *packages: str) -> Awaitable[None]:
            """Fetch, unpack and link these packages and what they need."""

        def missing(self, *packages: str) -> Sequence[Archive]:
            """Return what `load` would fetch."""

        def put(self, package: str, content: object) -> None:
            """Unpack one of them."""

    Owners = Mapping[str, Sequence[str]]

FOLDER = next(folder for folder in sys.path if folder.endswith("/site-packages"))

# What calls a finder for an import, and not for importlib.util.find_spec.
_IMPORTING = "_find_and_load_unlocked"
_NAMED_OTHERWISE = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "jwt": "pyjwt",
    "PIL": "pillow",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


class PackageFinder:
    """A finder for the end of `sys.meta_path`, which loads a package when it is first imported.

    Args:
        owners: The packages that have a top-level module, by its name.
        loader: What loads them; None on a page without packages.
    """

    def __init__(self, owners: "Owners", loader: "Loader | None") -> None:
        self._owners = owners
        self._loader = loader

    def find_spec(
        self, name: str, path: "Sequence[str] | None" = None, _target: object = None
    ) -> "ModuleSpec | None":
        """Find a top-level module of a package; load the package first if necessary.

        Raises:
            ImportError: A package did not arrive, is not the right file, or cannot be linked.
            ModuleNotFoundError: No package of the page has a module that is being imported.
        """
        if path is not None:
            return None
        if self._loader and (packages := self._owners.get(name)):
            try:
                _load(packages, self._loader)
            except (JsException, ValueError) as failure:
                raise ImportError(f"{name} could not be loaded: {failure}", name=name) from None
            return PathFinder.find_spec(name)
        is_import = sys._getframe(2).f_code.co_name == _IMPORTING  # noqa: SLF001 - no other way
        # Another finder that comes later may have the module.
        is_last = sys.meta_path[-1] is self
        if is_import and is_last and name not in sys.stdlib_module_names:
            raise ModuleNotFoundError(_advice(name), name=name)
        return None


_modules: dict[str, memoryview] = {}
"""The content of modules' files by their paths."""

_HEADER_BYTES = 16
"""Before the bytecode in a file (PEP 552)."""


def add_modules(paths: str, sizes: "JsBuffer", content: "JsBuffer") -> None:
    """Make modules importable that are in memory.

    Args:
        paths: Where each one would be as a file, one on each line.
        sizes: The bytes of each one, as a Uint32Array.
        content: Their bytecode, one after the other.
    """
    rest = memoryview(content.to_bytes())
    for path, size in zip(paths.splitlines(), sizes.to_py(), strict=True):
        _modules[path], rest = rest[:size], rest[size:]


class ModuleFinder:
    """Finds the modules of a folder in memory, and everything else with Python's own finder.

    Args:
        folder: The folder; it exists, with all files that are no modules.
        in_files: Python's finder for it.
    """

    def __init__(self, folder: str, in_files: "FileFinder") -> None:
        self._folder = folder
        self._in_files = in_files

    def find_spec(self, name: str, target: "ModuleType | None" = None) -> "ModuleSpec | None":
        """Find a module."""
        place = f"{self._folder}/{name.rpartition('.')[2]}"
        for path, is_package in ((f"{place}/__init__.pyc", True), (f"{place}.pyc", False)):
            if path in _modules:
                loader = ModuleLoader(name, path)
                spec = ModuleSpec(name, loader, origin=path, is_package=is_package)
                spec.has_location = True
                if is_package:
                    spec.submodule_search_locations = [place]
                return spec
        return self._in_files.find_spec(name, target)

    def invalidate_caches(self) -> None:
        """Forget what the folder contained."""
        self._in_files.invalidate_caches()

    def iter_modules(self, prefix: str = "") -> "Iterator[tuple[str, bool]]":
        """Yield the names of modules, and whether they are packages, as `pkgutil` wants them."""
        start = f"{self._folder}/"
        for path in [path for path in _modules if path.startswith(start)]:
            name, *inside = path.removeprefix(start).removesuffix(".pyc").split("/")
            if name != "__init__" and inside in ([], ["__init__"]):
                yield f"{prefix}{name}", bool(inside)
        import pkgutil  # noqa: PLC0415 - which has called this

        yield from pkgutil.iter_importer_modules(self._in_files, prefix)  # type: ignore[attr-defined] # not in typeshed


class ModuleLoader(SourcelessFileLoader):
    """Loads a module from memory, and data of its package from files."""

    def get_code(self, fullname: str) -> "CodeType | None":
        """Return the bytecode of the module."""
        content = _modules[self.get_filename(fullname)]
        code: CodeType = marshal.loads(content[_HEADER_BYTES:])  # noqa: S302 - as Python does
        return code

    def get_data(self, path: str) -> bytes:
        """Return the bytecode, or the content of a file."""
        return bytes(_modules[path]) if path in _modules else super().get_data(path)


def _find_modules_in_memory() -> None:
    in_files = sys.path_hooks[-1]

    def finder(folder: str) -> ModuleFinder:
        if not folder.startswith((FOLDER, LIBRARY_OF_PACKAGES)):
            raise ImportError
        return ModuleFinder(folder, in_files(folder))  # type: ignore[arg-type] # it is a FileFinder

    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.pop(FOLDER, None)


def _load(packages: "Sequence[str]", loader: "Loader") -> None:
    if can_run_sync():
        run_sync(loader.load(*packages))
    else:
        for one in loader.missing(*packages):
            loader.put(one.name, to_js(_checked(fetch_now(one.url), one)))
    invalidate_caches()


def _checked(content: bytes, archive: "Archive") -> bytes:
    """Check the hash of an archive; `static/packages.js` does it for those that it fetches."""
    if f"sha256-{b64encode(sha256(content).digest()).decode()}" != archive.integrity:
        raise ValueError(f"{archive.url} is not the file that belongs to this page")
    return content


def _advice(name: str) -> str:
    package = _NAMED_OTHERWISE.get(name, name)
    return (
        f"No module named {name!r}. If a package has it, add the package to pyscript.toml and "
        f'start the server again: packages = ["{package}"]'
    )


def install(owners: "Owners | None" = None, loader: "Loader | None" = None) -> None:
    """Make packages importable; on a page without any, only explain what is missing."""
    sys.meta_path.append(PackageFinder(owners or {}, loader))
    if loader:
        _find_modules_in_memory()


def packages_of(program: str, owners: "Owners") -> list[str]:
    """Return the packages that a program imports while it starts.

    Those are what its modules import outside of functions. Modules of its own are read, too: they
    are in the current folder.
    """
    found, names = list[str](), set[str]()
    waiting: list[tuple[str, str | bytes]] = [("", program)]
    while waiting:
        for name in _imports(*waiting.pop()):
            if name in names:
                continue
            names.add(name)
            if name in owners:
                found += owners[name]
            elif file := _own_module(name):
                is_package = file.name == "__init__.py"
                waiting.append((name if is_package else name.rpartition(".")[0], file.read_bytes()))
    return found


def _own_module(name: str) -> Path | None:
    place = Path(*name.split("."))
    candidates = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in candidates if file.is_file()), None)


def _imports(package: str, program: str | bytes) -> "Iterator[str]":
    """Yield the names of the modules that a module of `package` may import, and their parents'."""
    try:
        tree = ast.parse(program)
    except (SyntaxError, ValueError):  # which running it will report; a null byte is either
        return
    for node in _outside_of_functions(tree):
        for name in _named(node, package):
            parts = name.split(".")
            yield from (".".join(parts[: end + 1]) for end in range(len(parts)))


def _outside_of_functions(tree: ast.AST) -> "Iterator[ast.AST]":
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop(0)
        yield node
        if isinstance(node, ast.If) and _name_of(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.expr)):
            waiting += ast.iter_child_nodes(node)


def _name_of(node: ast.AST) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def _named(node: ast.AST, package: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    parents = package.split(".")[: 1 - node.level or None] if node.level else []
    base = ".".join([*filter(None, parents), *filter(None, [node.module])])
    return (
        [f"{base}.{one.name}" for one in node.names] if base else [one.name for one in node.names]
    )
