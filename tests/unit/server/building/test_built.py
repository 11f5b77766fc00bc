"""What is compiled for pages is compiled again whenever it would be stale, and not otherwise."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from server.building import built
from server.building.built import auth_archive, ensure_built, prepare
from server.building.compiling import ARCHIVES, TOOLS
from server.building.compression import Compressed
from server.building.sources import archive_of
from server.manifest import MANIFEST

Runs = list[dict[str, bytes]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder with one module, for which nothing was compiled yet."""
    (tmp_path / "static" / "runtime").mkdir(parents=True)
    (tmp_path / "auth").mkdir()
    (tmp_path / "auth" / "one.py").write_text("ONE = 1")
    return tmp_path


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Have sources written down in place of being compiled; they are the runs of the compilers."""
    found: Runs = []

    def compiled(_folder: Path, sources: Mapping[str, bytes], _libraries: object) -> object:
        found.append(dict(sources))
        return {name: name.encode() for name in ARCHIVES}

    monkeypatch.setattr(built, "in_pyodide", compiled)
    monkeypatch.setattr(built, "in_micropython", lambda _folder, _sources: b"image")
    return found


def test_what_is_sound_is_left_alone(root: Path, runs: Runs) -> None:
    """Nobody waits at every start."""
    for _ in range(3):
        ensure_built(root)
    assert runs == [{"auth/one.py": b"ONE = 1"}]


def test_an_edited_module_is_served_as_source_until_it_is_compiled(root: Path, runs: Runs) -> None:
    """No page runs what somebody has just corrected."""
    ensure_built(root)
    assert auth_archive(root, "/auth.py.zip") == b"auth.py.zip"
    assert auth_archive(root, "/auth.mpy.bin") == b"image"
    assert auth_archive(root, "/auth.py.bin") == b"auth.py.bin"
    (root / "auth" / "one.py").write_text("ONE = 11")
    for path in ("/auth.py.zip", "/auth.mpy.bin"):
        assert auth_archive(root, path) == archive_of({"auth/one.py": b"ONE = 11"})
    assert auth_archive(root, "/auth.py.bin") == b""
    ensure_built(root)
    assert auth_archive(root, "/auth.py.zip") == b"auth.py.zip"
    assert len(runs) == 2


@pytest.mark.parametrize("tool", [*TOOLS, MANIFEST], ids=lambda tool: tool.name)
def test_another_tool_or_interpreter_compiles_anew(
    root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch, tool: Path
) -> None:
    """An image of one interpreter's memory is none of another's."""
    ensure_built(root)
    other = root / tool.name
    other.write_text("other")
    tools = tuple(other if one == tool else one for one in TOOLS)
    monkeypatch.setattr(built, "TOOLS", tools)
    monkeypatch.setattr(built, "MANIFEST", other if tool == MANIFEST else MANIFEST)
    ensure_built(root)
    ensure_built(root)
    assert len(runs) == 2


def test_another_compiler_or_library_compiles_anew(
    root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of them was updated."""
    ensure_built(root)
    monkeypatch.setattr(built, "version", lambda _name: "0.0.1")
    ensure_built(root)
    monkeypatch.setattr(built, "read_libraries", lambda: {"requests/api.py": b""})
    ensure_built(root)
    assert len(runs) == 3


@pytest.mark.parametrize("name", ["auth.mpy.bin", "stdlib.zip", "built.json"])
@pytest.mark.parametrize("content", [b"", None])
def test_what_is_damaged_is_made_anew(
    root: Path, runs: Runs, name: str, content: bytes | None
) -> None:
    """Every file is held to its hash; None is for one that is gone."""
    ensure_built(root)
    place = root / "static" / "runtime" / "built" / name
    sound = place.read_bytes()
    place.unlink() if content is None else place.write_bytes(content)
    ensure_built(root)
    assert place.read_bytes() == sound
    assert len(runs) == 2


def test_all_that_a_page_loads_is_prepared(
    root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interpreters are fetched, then `auth` is compiled with them, then all is compressed."""
    program = b"export const started = true;" * 20

    def fetch(place: Path) -> None:
        assert runs == []
        folder = place / "static" / "runtime" / "pyodide"
        folder.mkdir()
        (folder / "pyodide.mjs").write_bytes(program)

    monkeypatch.setattr(built, "ensure_runtimes", fetch)
    prepare(root)
    assert len(runs) == 1
    for content in (program, b"stdlib.zip", b"image"):
        assert Compressed.below(root).find(content, "br") is not None
