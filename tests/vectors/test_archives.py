"""The archives that pages load, made and read by the interpreters that pages have."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from server.building.built import auth_archive, ensure_built
from server.building.compiling import for_micropython, in_pyodide
from server.building.sources import browser_half, for_both, read
from server.errors import CannotStart
from server.runtimes import ROOT

BUILT = ROOT / "static" / "runtime" / "built"
PYODIDE = ROOT / "static" / "runtime" / "pyodide"


def members(archive: bytes) -> set[str]:
    """Give the names in an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return set(opened.namelist())


@pytest.mark.parametrize(("interpreter", "suffix"), [("py", ".pyc"), ("mpy", ".mpy")])
def test_auth_is_compiled_whole(interpreter: str, suffix: str) -> None:
    """Each module once, compiled for the interpreter."""
    modules = for_both(read(browser_half(ROOT))) if suffix == ".mpy" else browser_half(ROOT)
    expected = {str(Path(name).with_suffix(suffix)) for name in modules}
    assert members(auth_archive(ROOT, interpreter)) == expected


def test_no_module_of_the_library_is_lost() -> None:
    """What a page does not start with is in the rest, and nothing is in both."""
    with zipfile.ZipFile(PYODIDE / "python_stdlib.zip") as library:
        everything = {name for name in library.namelist() if not name.endswith("/")}
    boot = members((BUILT / "stdlib.zip").read_bytes()) - {
        "stdlib_rest.pyc",
        "stdlib_rest_names.pyc",
    }
    rest = members((BUILT / "stdlib-rest.zip").read_bytes())
    assert boot & rest == set()
    assert boot | rest == {name + "c" if name.endswith(".py") else name for name in everything}


def test_an_edit_is_served_as_source(tmp_path: Path) -> None:
    """A module that changed since is not in its old form in the archive."""
    (tmp_path / "auth").mkdir()
    (tmp_path / "auth" / "edited.py").write_text("EDITED = True")
    assert members(auth_archive(tmp_path, "mpy")) == {"auth/edited.py"}


def test_a_damaged_archive_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    """Every start checks the hashes, and makes anew what does not fit."""
    place = BUILT / "auth.mpy.zip"
    sound = place.read_bytes()
    place.write_bytes(sound[:-1])
    ensure_built(ROOT)
    assert "Compiling" in capsys.readouterr().err
    assert place.read_bytes() == sound
    ensure_built(ROOT)
    assert capsys.readouterr().err == ""
    assert set(json.loads((BUILT / "built.json").read_text())["files"]) == {
        "auth.mpy.zip",
        "auth.py.zip",
        "libraries.zip",
        "stdlib-rest.zip",
        "stdlib.zip",
    }


def test_a_module_that_cannot_be_compiled_is_named() -> None:
    """The sentence says which, and what is wrong."""
    with pytest.raises(CannotStart, match=r"auth/broken\.py cannot .* MicroPython: SyntaxError"):
        for_micropython({"auth/broken.py": b"def"})
    with pytest.raises(CannotStart, match="in Pyodide: SyntaxError"):
        in_pyodide(PYODIDE, {"auth/broken.py": b"def"}, {})
