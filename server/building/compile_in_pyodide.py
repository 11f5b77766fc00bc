"""Runs inside Pyodide: compiles `auth`, packages or the standard library into zip files.

Bytecode fits one version of CPython only, so it is compiled here; without docstrings and
assertions, as `python -OO` does, and `auth` without annotations, a sixth of its size. Packages keep
their docstrings and assertions, since some read their own. The files are stored without
compression, since HTTP compresses better. The standard library is split into what a page has
imported once it has started, what well-known packages import beyond that, and the rest. The first
import of one of the others fetches it.
"""

import sys

AT_START = frozenset(sys.modules)

import ast  # noqa: E402 - what is imported from here on is not part of every start
import importlib.util  # noqa: E402
import zipfile  # noqa: E402
from collections.abc import Callable, Iterable  # noqa: E402
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined] # noqa: E402
from pathlib import Path  # noqa: E402
from types import CodeType  # noqa: E402

LIBRARY = f"/lib/python{sys.version_info.major}{sys.version_info.minor}.zip"
WORK = Path("/work")
SOURCES = WORK / "sources"

Compiler = Callable[[str, bytes], CodeType | None]
"""Returns the code of a module by its name and its source; None if it stays a source."""

# What `auth` imports, what PyScript's own package imports, and what pages are likely to import.
EXPECTED = """
    base64 binascii collections contextlib dataclasses datetime enum functools hashlib
    html inspect io itertools json logging math pathlib random re secrets string time traceback
    typing urllib.parse uuid
"""


# What the packages in docs/libraries.md import, and what that imports, in functions too.
OF_PACKAGES = """
    calendar colorsys csv ctypes._endian decimal difflib email.iterators email.parser email.policy
    encodings.cp437 encodings.idna fractions gettext gzip html.parser http.client http.cookiejar
    importlib.metadata._adapters importlib.readers importlib.resources._adapters mimetypes numbers
    pickle platform pprint queue shlex sysconfig timeit urllib.request xml.etree.ElementTree
    xml.sax.saxutils zoneinfo _strptime
"""


class WithoutTypes(ast.NodeTransformer):
    """Removes annotations and what is imported for them: in the page nothing reads them."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Remove the annotations of a function's arguments and of what it returns."""
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        """Do the same for a coroutine function."""
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Remove an argument's annotation."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Keep the assignment, if there is one."""
        plain = ast.Assign([node.target], node.value) if node.value else ast.Pass()
        return ast.copy_location(plain, node)

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """Keep of `if TYPE_CHECKING:` what is there without it."""
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node.orelse or ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)


def main() -> None:
    """Write an archive for each folder of sources that there is."""
    if (SOURCES / "stdlib").is_dir():
        _write_library(_read(SOURCES / "stdlib"))
    if (SOURCES / "package").is_dir():
        _write("auth.py.zip", _read(SOURCES / "package"), _without_types)
    for folder in sorted((SOURCES / "packages").glob("*")):
        _write(f"{folder.name}.zip", _read(folder), _as_written)


def _write_library(ours: dict[str, bytes]) -> None:
    with zipfile.ZipFile(LIBRARY) as library:
        everything = {name: library.read(name) for name in library.namelist() if name[-1] != "/"}
    start = _imported_from_library(EXPECTED.split())
    packages = _imported_from_library(OF_PACKAGES.split()) - start
    rest = everything.keys() - start - packages
    parts = {"IN_START": start, "IN_PACKAGES": packages, "IN_REST": rest}
    ours["stdlib_rest_names.py"] = "\n".join(
        f"{name} = {_module_names(paths)!r}" for name, paths in parts.items()
    ).encode()
    _write("stdlib.zip", {name: everything[name] for name in start} | ours, _optimized)
    for archive, part in (("stdlib-packages.zip", packages), ("stdlib-rest.zip", rest)):
        _write(archive, {name: everything[name] for name in part}, _optimized)


def _read(folder: Path) -> dict[str, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def _imported_from_library(names: list[str]) -> set[str]:
    for name in sys.modules.keys() - AT_START:
        del sys.modules[name]
    for name in names:
        importlib.import_module(name)
    files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
    return {file.removeprefix(f"{LIBRARY}/") for file in files if file.startswith(LIBRARY)}


def _module_names(paths: Iterable[str]) -> list[str]:
    return sorted(_module_name(path) for path in paths if path.endswith(".py"))


def _module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _write(archive: str, files: dict[str, bytes], compiled: Compiler) -> None:
    with zipfile.ZipFile(WORK / archive, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(files):
            target.writestr(*_member(name, files[name], compiled))


def _member(name: str, content: bytes, compiled: Compiler) -> tuple[zipfile.ZipInfo, bytes]:
    code = compiled(name, content) if name.endswith(".py") else None
    if code is None:
        return zipfile.ZipInfo(name), content  # a date that never changes comes with it
    source_hash = importlib.util.source_hash(content)
    return zipfile.ZipInfo(f"{name}c"), _code_to_hash_pyc(code, source_hash, checked=False)


def _optimized(name: str, source: bytes | ast.Module) -> CodeType:
    return compile(source, name, "exec", dont_inherit=True, optimize=2)


def _without_types(name: str, content: bytes) -> CodeType:
    tree = WithoutTypes().visit(ast.parse(content, name))
    return _optimized(name, tree)


def _as_written(name: str, content: bytes) -> CodeType | None:
    try:
        return compile(content, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):  # a template of Python
        return None


main()
