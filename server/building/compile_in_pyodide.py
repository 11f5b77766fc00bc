"""Runs inside Pyodide: compiles its standard library, `auth` and libraries into stored zip files.

Compiled here, because bytecode fits one version of CPython only; without docstrings and assertions,
as `python -OO` does. Stored, because HTTP compresses better and nothing has to be inflated on the
way in. The standard library is split in two: what a page has imported by the time it is up, and the
rest, which is fetched when something asks for it.
"""

import sys

AT_START = frozenset(sys.modules)

import importlib.util  # noqa: E402 - what is imported from here on is not part of every start
import json  # noqa: E402
import zipfile  # noqa: E402
from collections.abc import Iterable  # noqa: E402
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined] # noqa: E402
from pathlib import Path  # noqa: E402

LIBRARY = f"/lib/python{sys.version_info.major}{sys.version_info.minor}.zip"
WORK = Path("/work")
AUTH = WORK / "sources" / "auth"
LIBRARIES = WORK / "sources" / "libraries"
OURS = ("restored.py", "stdlib_rest.py")

# What programs in pages are likely to import, PyScript's own package included.
EXPECTED = """
    base64 collections contextlib dataclasses datetime enum functools hashlib html inspect io
    itertools json logging math pathlib random re secrets string time traceback typing
    urllib.parse uuid
"""


def main() -> None:
    """Write the archives."""
    with zipfile.ZipFile(LIBRARY) as library:
        everything = {name: library.read(name) for name in library.namelist() if name[-1] != "/"}
    auth = {
        file.relative_to(AUTH.parent).as_posix(): file.read_bytes() for file in AUTH.rglob("*.py")
    }
    libraries = {
        file.relative_to(LIBRARIES).as_posix(): file.read_bytes()
        for file in LIBRARIES.rglob("*")
        if file.is_file()
    }
    at_start = _module_names(name for name in auth if not name.startswith("auth/libraries/"))
    boot = _imported_from_library([*EXPECTED.split(), *at_start])
    rest = everything.keys() - boot
    tops = sorted({name.partition("/")[0] for name in libraries})
    names = {"IN_START": _module_names(boot), "IN_REST": _module_names(rest), "IN_LIBRARIES": tops}
    ours = {name: (WORK / "sources" / name).read_bytes() for name in OURS}
    ours["stdlib_rest_names.py"] = "\n".join(
        f"{name} = {modules!r}" for name, modules in names.items()
    ).encode()
    _write("stdlib.zip", {name: everything[name] for name in boot} | ours)
    _write("stdlib-rest.zip", {name: everything[name] for name in rest})
    _write("auth.py.zip", auth)
    (WORK / "auth.json").write_text(json.dumps(at_start))
    _write("libraries.zip", libraries)


def _imported_from_library(names: list[str]) -> set[str]:
    sys.path.insert(0, str(AUTH.parent))
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


def _write(archive: str, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(WORK / archive, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(files):
            target.writestr(*_compiled(name, files[name]))


def _compiled(name: str, content: bytes) -> tuple[zipfile.ZipInfo, bytes]:
    if not name.endswith(".py"):
        return zipfile.ZipInfo(name), content  # a date that never changes comes with it
    code = compile(content, name, "exec", dont_inherit=True, optimize=2)
    source_hash = importlib.util.source_hash(content)
    return zipfile.ZipInfo(f"{name}c"), _code_to_hash_pyc(code, source_hash, checked=False)


main()
