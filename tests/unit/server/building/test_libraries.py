"""Page libraries: which files pages get, and that they are the recorded ones."""

import json
import shutil
from pathlib import Path

import pytest

from server.building import libraries
from server.building.libraries import ensure_libraries, module_names, read_record, write_record
from server.errors import CannotStart
from server.runtimes import ROOT

STORED = ROOT / "static" / "runtime" / "libraries"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with the libraries as they were fetched."""
    shutil.copytree(STORED, tmp_path / "static" / "runtime" / "libraries")
    return tmp_path


@pytest.fixture(autouse=True)
def no_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every download fail."""

    def fail(_workplace: Path) -> dict[str, dict[str, bytes]]:
        message = "There is no network."
        raise CannotStart(message)

    monkeypatch.setattr(libraries, "fetch", fail)


def test_pages_get_python_and_nothing_else(root: Path) -> None:
    """There is no compiled code, no command and no certificate."""
    files = ensure_libraries(root)
    assert {"requests/api.py", "pyodide_http/_core.py", "urllib3/__init__.py"} <= set(files)
    assert {Path(name).suffix for name in files} == {".py", ".js", ".pem"}
    assert files["certifi/cacert.pem"] == b""
    assert not [name for name in files if ".." in name or "dist-info" in name]
    assert {name.partition("/")[0] for name in files} == set(module_names())


@pytest.mark.parametrize("damage", ["# other\n", None])
def test_a_damaged_library_is_fetched_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, damage: str | None
) -> None:
    """A file may be changed or missing."""
    place = root / "static" / "runtime" / "libraries" / "requests" / "requests" / "api.py"
    place.unlink() if damage is None else place.write_text(damage)
    with pytest.raises(CannotStart, match="There is no network"):
        ensure_libraries(root)
    fetched = {name: libraries._read(STORED / name) for name in libraries.NAMES}
    monkeypatch.setattr(libraries, "fetch", lambda _workplace: fetched)
    assert ensure_libraries(root)["requests/api.py"] == fetched["requests"]["requests/api.py"]


def test_a_library_that_is_not_the_recorded_one_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not served, and the sentence says what to run."""
    record = read_record()
    record["requests"]["digest"] = "0" * 64
    changed = root / "libraries.json"
    changed.write_text(json.dumps(record))
    monkeypatch.setattr(libraries, "RECORD", changed)
    fetched = {name: libraries._read(STORED / name) for name in libraries.NAMES}
    monkeypatch.setattr(libraries, "fetch", lambda _workplace: fetched)
    with pytest.raises(CannotStart, match=r"^requests differ from .*server\.pins"):
        ensure_libraries(root)


def test_a_record_says_again_what_it_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing it twice changes nothing."""
    before = libraries.RECORD.read_text()
    monkeypatch.setattr(libraries, "RECORD", root / "libraries.json")
    write_record({name: libraries._read(STORED / name) for name in libraries.NAMES})
    assert libraries.RECORD.read_text() == before


def test_every_library_is_pinned_with_its_hashes() -> None:
    """What uv is told to fetch names an exact version and hashes, and no address."""
    requirements = libraries._requirements(libraries.CONSTRAINTS.read_text())
    lines = [line for line in requirements.splitlines() if not line.startswith(" ")]
    assert [line.partition("==")[0] for line in lines] == sorted(libraries.NAMES)
    assert requirements.count("--hash=sha256:") > len(lines)
    assert "://" not in requirements
