"""What stops a start, what causes a warning, and what a published page requires."""

from pathlib import Path
from typing import NoReturn

import pytest

from server.building import prepare as module
from server.building.artifacts import AUTH_ARCHIVES
from server.building.compression import Compressed
from server.building.prepare import prepare, prepare_to_publish, runtime_files
from server.configuration import read_configuration
from server.errors import CannotStart
from tests.support.packages import pyodide_lock
from tests.unit.server.conftest import CONFIGURATION

ARCHIVES = tuple(path.removeprefix("/") for path in AUTH_ARCHIVES)
PROGRAM = b"export const started = true;" * 20
Steps = list[str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with nothing but a module."""
    (tmp_path / "auth").mkdir()
    (tmp_path / "auth" / "one.py").write_text("ONE = 1")
    return tmp_path


@pytest.fixture
def steps(root: Path, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Replace fetching and building by notes and one small file each."""
    found: Steps = []
    runtimes = root / "static" / "runtime"

    def fetch(_root: Path) -> None:
        found.append("runtimes")
        (runtimes / "pyodide").mkdir(parents=True, exist_ok=True)
        (runtimes / "pyodide" / "pyodide.mjs").write_bytes(PROGRAM)
        (runtimes / "pyodide" / "python_stdlib.zip").write_bytes(PROGRAM)
        (runtimes / "pyscript").mkdir(exist_ok=True)
        (runtimes / "pyscript" / "core.js").write_text("; ".join(module.PATCHED))

    def build(_root: Path) -> None:
        found.append("build")
        (runtimes / "built").mkdir(exist_ok=True)
        for name in (*ARCHIVES, "stdlib.zip"):
            (runtimes / "built" / name).write_bytes(name.encode() * 50)

    monkeypatch.setattr(module, "ensure_runtimes", fetch)
    monkeypatch.setattr(module, "ensure_built", build)
    monkeypatch.setattr(module, "is_compiled", lambda _root: True)
    monkeypatch.setattr(module, "versions_js", lambda _root: "// versions")
    return found


def fail(reason: Exception) -> NoReturn:
    """Raise an exception."""
    raise reason


def versions(root: Path) -> str:
    """Read what the page's JavaScript gets to know."""
    return (root / "static" / "runtime" / "built" / "versions.js").read_text()


def test_everything_is_fetched_built_and_compressed(
    root: Path, steps: Steps, capsys: pytest.CaptureFixture[str]
) -> None:
    """The steps run in this order, without a warning."""
    prepare(root)
    assert steps == ["runtimes", "build"]
    built = [name.encode() * 50 for name in ARCHIVES]
    for content in (PROGRAM, *built, b"stdlib.zip" * 50):
        assert Compressed.below(root).find(content, "br") is not None
    assert "Warning" not in capsys.readouterr().err
    assert versions(root) == "// versions"


def test_a_published_page_insists_on_the_build_tools(
    root: Path, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is fetched; the sentence says what to type."""
    monkeypatch.setattr("server.building.tools.MODULES", ("brotli", "no_such_module"))
    with pytest.raises(CannotStart, match=r"no_such_module.*uv run --group build serve\.py build"):
        prepare_to_publish(root)
    assert steps == []


def test_a_published_page_needs_its_lock_before_anything_is_built(root: Path, steps: Steps) -> None:
    """Building takes most of a minute, and a missing lock is known as soon as Pyodide is there."""
    lock = root / "static" / "runtime" / "pyodide" / "pyodide-lock.json"
    lock.parent.mkdir(parents=True)
    lock.write_text(pyodide_lock())
    (root / "pyscript.toml").write_text(f'packages = ["shapes"]\n{CONFIGURATION}')
    with pytest.raises(CannotStart, match=r"packages\.lock\.json is missing"):
        prepare_to_publish(root, read_configuration(root / "pyscript.toml"))
    assert steps == ["runtimes"]


@pytest.mark.usefixtures("steps")
def test_without_build_tools_there_is_one_hint(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """How to have pages start faster; nothing is compressed."""
    monkeypatch.setattr(module, "is_compiled", lambda _root: False)
    monkeypatch.setattr(module, "can_compress", lambda: False)
    prepare(root)
    assert capsys.readouterr().err.splitlines() == [
        "Pages start faster with the build tools: `uv run --group build serve.py`."
    ]
    assert not (root / "static" / "runtime" / "compressed").exists()


@pytest.mark.usefixtures("steps")
def test_a_folder_that_cannot_be_written_stops_the_start(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is one sentence."""
    failure = OSError(30, "Read-only file system")
    monkeypatch.setattr(module, "ensure_built", lambda _root: fail(failure))
    with pytest.raises(CannotStart, match="cannot be written: Read-only file system"):
        prepare(root)


@pytest.mark.usefixtures("steps")
def test_a_complete_folder_that_cannot_be_written_is_enough(root: Path) -> None:
    """A checkout that is read-only needs no lock."""
    (root / "static" / "runtime" / ".lock").mkdir(parents=True)  # cannot be opened as a file
    prepare(root)
    assert versions(root) == "// versions"


@pytest.mark.usefixtures("steps")
def test_pages_load_what_is_built_in_place_of_what_was_fetched(root: Path) -> None:
    """Nothing else of `static/runtime/` has an address."""
    prepare(root)
    names = [file.name for file in runtime_files(root)]
    assert names == ["core.js", "pyodide.mjs", "stdlib.zip", "versions.js"]


@pytest.mark.parametrize("patched", module.PATCHED)
def test_a_pyscript_that_cannot_be_patched_stops_the_start(
    root: Path, steps: Steps, monkeypatch: pytest.MonkeyPatch, patched: str
) -> None:
    """A page would start unprotected, or not at all; the sentence says what has gone."""
    fetch = vars(module)["ensure_runtimes"]

    def fetch_another(root: Path) -> None:
        fetch(root)
        core = root / "static" / "runtime" / "pyscript" / "core.js"
        core.write_text(core.read_text().replace(patched, ""))

    monkeypatch.setattr(module, "ensure_runtimes", fetch_another)
    with pytest.raises(CannotStart, match="PyScript does not contain"):
        prepare(root)
    assert steps == ["runtimes"]
