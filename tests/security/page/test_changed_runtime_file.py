"""Somebody changes a file of PyScript, Pyodide or MicroPython on its way here, or on the disk."""

import re
from pathlib import Path

import pytest

from server.manifest import Runtime, read_manifest
from server.runtimes import ROOT

RUNTIME_FOLDER = ROOT / "static" / "runtime"
RUNTIMES = read_manifest()
LOADERS = (
    "server/page_head.html",
    "server/page_head_app.html",
    *(f"static/{name}.js" for name in ("boot", "interpreters", "pyodide", "pyscript")),
)
RUNTIME_FILE = re.compile(r"(?:runtime/|\}|\")((?:pyscript|pyodide|micropython)/[\w.-]+)")
# From files that were checked, by `server.building`; packages are compared with their own lock.
# `.lock` is empty.
MADE_HERE = (".lock", "built", "compressed", "packages")


@pytest.mark.parametrize("runtime", RUNTIMES, ids=lambda runtime: runtime.name)
def test_every_file_is_the_recorded_one(runtime: Runtime) -> None:
    """What the page is served is, byte for byte, what was looked at and recorded."""
    assert runtime.damaged(RUNTIME_FOLDER / runtime.name) == []


def test_nothing_else_lies_beside_them() -> None:
    """A file without a record would be served without anybody having looked at it."""
    found = {
        path.relative_to(RUNTIME_FOLDER).as_posix()
        for path in RUNTIME_FOLDER.rglob("*")
        if path.is_file()
    }
    found = {path for path in found if not path.startswith(MADE_HERE)}
    assert found == {f"{one.name}/{name}" for one in RUNTIMES for name in one.files}


@pytest.mark.parametrize("runtime", RUNTIMES, ids=lambda runtime: runtime.name)
def test_one_other_bit_is_noticed(runtime: Runtime, tmp_path: Path) -> None:
    """Each file with its last bit turned is found to be damaged, the others are not."""
    for name in runtime.files:
        (tmp_path / name).write_bytes((RUNTIME_FOLDER / runtime.name / name).read_bytes())
    for name in runtime.files:
        content = bytearray((tmp_path / name).read_bytes())
        content[-1] ^= 1
        (tmp_path / name).write_bytes(content)
        assert runtime.damaged(tmp_path) == [name]
        content[-1] ^= 1
        (tmp_path / name).write_bytes(content)


@pytest.mark.parametrize("loader", LOADERS)
def test_the_page_loads_recorded_files_only(loader: str) -> None:
    """Every file of an interpreter that the page names has a record."""
    named = set(RUNTIME_FILE.findall((ROOT / loader).read_text("utf-8")))
    assert named
    assert named <= {f"{one.name}/{name}" for one in RUNTIMES for name in (*one.files, *one.chunks)}
