"""Archives of packages have bytecode that the Pyodide of pages imports."""

import zipfile
from pathlib import Path

import pytest

from server.building.compiling import DRIVER, packages_for_pyodide
from server.building.tools import run_node
from server.program import ROOT
from server.runtimes import ensure_runtimes
from server.store import runtime_folder

FILES = {
    "shapes/__init__.py": b'"""Shapes, drawn."""\nfrom shapes.round import AREA\n',
    "shapes/round.py": b"assert True\nAREA = 3\n",
    "shapes/template.py": b"def {{ name }}(): pass\n",
    "shapes/latin.py": "# -*- coding: latin-1 -*-\nNAME = 'ä'\n".encode("latin-1"),
    "shapes/data.txt": b"print()",
    "shapes/_fast.cpython-wasm32-emscripten.so": b"\0asm",
    "shapes-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: shapes\nVersion: 1.0\n",
}
WORK = "/work"
"""Where Pyodide sees the folder of a test."""

PROGRAM = f"""\
import sys
from importlib.metadata import version
from pathlib import Path
sys.path.insert(0, "{WORK}/shapes.zip")
import shapes.latin
found = [shapes.__doc__, shapes.AREA, shapes.latin.NAME, shapes.round.__file__, version("shapes")]
positions = shapes.__loader__.get_code("shapes").co_positions()
found.append({{column for _, _, column, _ in positions}})
Path("{WORK}/found.txt").write_text(repr(found))
"""


@pytest.fixture(scope="module")
def archives() -> dict[str, bytes]:
    """Compile two packages in one run."""
    ensure_runtimes()
    other = {"other.py": b"def f():\n    'Keeps its docstring.'\n"}
    return packages_for_pyodide(
        runtime_folder(ROOT) / "pyodide", {"shapes": FILES, "other-one": other}
    )


def test_modules_are_bytecode_and_everything_else_is_as_it_was(
    archives: dict[str, bytes], tmp_path: Path
) -> None:
    """What is no Python stays a source, as pip leaves it."""
    assert sorted(archives) == ["other-one", "shapes"]
    (tmp_path / "shapes.zip").write_bytes(archives["shapes"])
    with zipfile.ZipFile(tmp_path / "shapes.zip") as archive:
        names = sorted(archive.namelist())
        for name in set(names) & FILES.keys():
            assert archive.read(name) == FILES[name]
    assert names == [
        "shapes-1.0.dist-info/METADATA",
        "shapes/__init__.pyc",
        "shapes/_fast.cpython-wasm32-emscripten.so",
        "shapes/data.txt",
        "shapes/latin.pyc",
        "shapes/round.pyc",
        "shapes/template.py",
    ]


def test_pyodide_imports_them(archives: dict[str, bytes], tmp_path: Path) -> None:
    """With docstrings, which some packages read, and their metadata; without columns."""
    (tmp_path / "shapes.zip").write_bytes(archives["shapes"])
    (tmp_path / "program.py").write_text(PROGRAM)
    pyodide = runtime_folder(ROOT) / "pyodide"
    run_node("Pyodide", DRIVER, pyodide, tmp_path, tmp_path / "program.py")
    found = ["Shapes, drawn.", 3, "ä", f"{WORK}/shapes.zip/shapes/round.pyc", "1.0", {None}]
    assert (tmp_path / "found.txt").read_text() == repr(found)


def test_equal_packages_are_equal_archives(archives: dict[str, bytes]) -> None:
    """Their hashes are addresses, and a build of the same sources has the same bytes."""
    again = packages_for_pyodide(runtime_folder(ROOT) / "pyodide", {"shapes": FILES})
    assert again["shapes"] == archives["shapes"]
