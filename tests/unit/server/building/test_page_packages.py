"""Which packages a program imports first, and what an import finds; Pyodide is simulated."""

import importlib
import marshal
import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from importlib.util import MAGIC_NUMBER, find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from server.addresses import integrity_of

OWNERS = {name: [f"{name}-package"] for name in ("one", "two", "three", "four", "five")}
CONTENT = b"an archive"


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import the module with doubles of what exists in Pyodide."""
    ffi = SimpleNamespace(
        JsException=type("JsException", (Exception,), {}),
        can_run_sync=lambda: False,
        run_sync=lambda awaitable: awaitable,
        to_js=lambda content: content,
    )
    rest = SimpleNamespace(fetch_now=lambda _url: CONTENT, LIBRARY_OF_PACKAGES="/lib/more.zip")
    for name, double in (("pyodide.ffi", ffi), ("stdlib_rest", rest)):
        monkeypatch.setitem(sys.modules, name, double)
    monkeypatch.delitem(sys.modules, "server.building.page_packages", raising=False)
    found = import_module("server.building.page_packages")
    monkeypatch.delitem(sys.modules, "server.building.page_packages")
    return found


@pytest.fixture(autouse=True)
def same_finders() -> Iterator[None]:
    """Remove the finders that a test has installed."""
    before, hooks = list(sys.meta_path), list(sys.path_hooks)
    yield
    sys.meta_path[:], sys.path_hooks[:] = before, hooks
    sys.path_importer_cache.clear()


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("import one, two.deep as d\nfrom three.x import y", ["one", "two", "three"]),
        ("try:\n    import one\nexcept ImportError:\n    import two", ["one", "two"]),
        ("if True:\n    with x:\n        from one import y\nelse:\n    import two", ["one", "two"]),
        ("class A:\n    import one\nmatch 1:\n    case 1:\n        import two", ["one", "two"]),
        ("def f():\n    import one\nasync def g():\n    import two\nlambda: 3", []),
        ("if TYPE_CHECKING:\n    import one\nelse:\n    import two", ["two"]),
        ("import typing\nif typing.TYPE_CHECKING:\n    import one", []),
        ("'''\nimport one\n'''\n# import two\nx = 'import three'", []),
        ("import json, six, onerous, one_", []),
        ("import one\nimport one.a\nfrom one import b", ["one"]),
        ("import one\ndef broken(", []),
        ("import one\0", []),
        ("from . import one\nfrom .. import two", ["one", "two"]),
    ],
)
def test_a_programs_first_imports_are_those_outside_of_functions(
    module: ModuleType, program: str, expected: list[str]
) -> None:
    """Imports for type checkers are not among them, and neither is text."""
    found = module.packages_of(program, OWNERS)
    assert sorted(found) == sorted(f"{name}-package" for name in expected)


def test_modules_of_the_app_are_read_too(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files and packages, with relative imports, in a circle; what nobody imports is not read."""
    monkeypatch.chdir(tmp_path)
    files = {
        "single.py": "import one, inner.leaf",
        "inner/__init__.py": "from . import latin, sibling",
        "inner/sibling.py": "from ..single import x\nfrom .leaf import y\nimport two",
        "inner/leaf.py": "from .deep.down import z",
        "inner/deep/down.py": "from ... import inner\nfrom three import x",
        "other.py": "import four",
        "inner/latin.py": "# coding: latin-1\nimport five\nx = '\u00e9'",
        "lazy.py": "import four",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="latin-1")
    found = module.packages_of("from single import x\ndef f():\n    import lazy", OWNERS)
    assert sorted(found) == ["five-package", "one-package", "three-package", "two-package"]


def test_a_name_of_several_packages_loads_all(module: ModuleType) -> None:
    """Such as `google`, a namespace that many packages share."""
    found = module.packages_of("import shared.a", {"shared": ["first", "second"]})
    assert found == ["first", "second"]


class Loader:
    """A double of what `static/packages.js` offers, with one archive."""

    def __init__(self, folder: Path, integrity: str) -> None:
        self.folder, self.integrity = folder, integrity

    def missing(self, *packages: str) -> list[SimpleNamespace]:
        """Return the archive of each package."""
        return [SimpleNamespace(name=one, url="/x", integrity=self.integrity) for one in packages]

    def put(self, package: str, _content: object) -> None:
        """Write a module."""
        (self.folder / f"{package}.py").write_text("FOUND = True")

    def load(self, *_packages: str) -> None:
        """Fail as if the network had."""
        raise sys.modules["pyodide.ffi"].JsException("Failed to fetch")


def installed(module: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Loader:
    """Make a package with a module importable."""
    monkeypatch.syspath_prepend(str(folder))
    loader = Loader(folder, integrity_of(CONTENT))
    module.install({"made_up_module": ["made_up_module"]}, loader)
    monkeypatch.delitem(sys.modules, "made_up_module", raising=False)
    return loader


def test_an_import_loads_what_has_the_module(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If Python cannot wait, the archive is fetched synchronously."""
    installed(module, tmp_path, monkeypatch)
    assert import_module("made_up_module").FOUND


def test_another_hash_is_an_import_error(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the archive is unpacked, and the next import tries again."""
    loader = installed(module, tmp_path, monkeypatch)
    loader.integrity = "sha256-AAAA"
    for _ in range(2):
        with pytest.raises(
            ImportError, match="made_up_module could not be loaded: /x is not"
        ) as found:
            import_module("made_up_module")
        assert (found.value.name, list(tmp_path.iterdir())) == ("made_up_module", [])


def test_an_archive_that_does_not_arrive_is_an_import_error(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that an app which can do without the package goes on."""
    installed(module, tmp_path, monkeypatch)
    monkeypatch.setattr(module, "can_run_sync", lambda: True)
    with pytest.raises(ImportError, match="could not be loaded: Failed to fetch"):
        import_module("made_up_module")


@pytest.mark.parametrize(("name", "package"), [("made_up", "made_up"), ("PIL", "pillow")])
def test_a_missing_module_is_explained(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    """On a page without packages, too."""
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "path", [])
    module.install()
    with pytest.raises(ModuleNotFoundError) as found:
        import_module(name)
    assert found.value.name == name
    assert str(found.value).startswith(f"No module named '{name}'. ")
    assert str(found.value).endswith(f'packages = ["{package}"]')


@pytest.mark.parametrize("name", ["made_up.module", "_winapi"])
def test_nothing_is_added_about_what_no_package_has(module: ModuleType, name: str) -> None:
    """Parts of packages, and modules of the standard library."""
    module.install()
    with pytest.raises(ModuleNotFoundError) as found:
        import_module(f"json.{name}" if "." in name else name)
    assert "packages" not in str(found.value)


def test_a_lookup_or_a_later_finder_is_no_error(module: ModuleType) -> None:
    """`find_spec` returns None, and a finder that was added afterwards is asked."""
    module.install()
    assert find_spec("made_up") is None

    class Later:
        def find_spec(self, name: str, *_: Any) -> None:
            raise LookupError(name)

    sys.meta_path.append(Later())
    with pytest.raises(LookupError, match="made_up"):
        import_module("made_up")


IN_MEMORY = {
    "lively/__init__.py": "'Lively.'\nfrom lively.inner import deep",
    "lively/inner/__init__.py": "",
    "lively/inner/deep.py": "from .. import beside",
    "lively/both.py": "FROM = 'memory'",
    "single_module.py": "from importlib.resources import files",
}
AS_FILES = {
    "lively/beside.py": "",
    "lively/both.py": "FROM = 'a file'",
    "lively/data.txt": "data",
    "lively/spaces/leaf.py": "",
}


@pytest.fixture
def site_packages(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Return a folder whose packages have modules in memory, and everything else in files."""
    monkeypatch.setattr(module, "FOLDER", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    contents = {}
    for name, text in IN_MEMORY.items():
        path = tmp_path / f"{name}c"
        path.parent.mkdir(parents=True, exist_ok=True)
        code = compile(text, name, "exec")
        contents[str(path)] = MAGIC_NUMBER + bytes(12) + marshal.dumps(code)
    for name, text in AS_FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    content = SimpleNamespace(to_bytes=lambda: b"".join(contents.values()))
    sizes = SimpleNamespace(to_py=lambda: [len(one) for one in contents.values()])
    module.install({}, Loader(tmp_path, ""))
    module.add_modules("\n".join(contents), sizes, content)
    yield tmp_path
    for name in [
        one for one in sys.modules if one.partition(".")[0] in ("lively", "single_module")
    ]:
        del sys.modules[name]


def test_modules_are_imported_from_memory(site_packages: Path) -> None:
    """With what belongs to a module of a package; the file of the same name is not read."""
    lively = import_module("lively")
    assert lively.__doc__ == "Lively."
    assert lively.__file__ == str(site_packages / "lively" / "__init__.pyc")
    assert list(lively.__path__) == [str(site_packages / "lively")]
    assert lively.inner.deep.__package__ == "lively.inner"
    assert import_module("lively.both").FROM == "memory"
    assert import_module("single_module").__file__ == str(site_packages / "single_module.pyc")
    assert importlib.reload(lively) is lively


def test_everything_else_is_found_in_files(site_packages: Path) -> None:
    """Modules that are files, namespaces, and data in each way in which packages read it."""
    assert import_module("lively.inner.deep").beside.__file__ == str(
        site_packages / "lively" / "beside.py"
    )
    assert import_module("lively.spaces.leaf").__name__ == "lively.spaces.leaf"
    assert files("lively").joinpath("data.txt").read_text() == "data"
    assert pkgutil.get_data("lively", "data.txt") == b"data"
    assert find_spec("lively.nothing") is None


def test_packages_can_list_their_modules(site_packages: Path) -> None:
    """As plug-ins are found: by `pkgutil`, with those in memory and those in files."""
    found = pkgutil.iter_modules([str(site_packages / "lively")], "lively.")
    names = {one.name: one.ispkg for one in found}
    assert names == {"lively.beside": False, "lively.both": False, "lively.inner": True}
    above = {one.name: one.ispkg for one in pkgutil.iter_modules([str(site_packages)])}
    assert above == {"lively": True, "single_module": False}
    walked = [one.name for one in pkgutil.walk_packages([str(site_packages)])]
    assert "lively.inner.deep" in walked
