"""The libraries that pages may import: which files, and that they are what was recorded."""

import json
from pathlib import Path

import pytest

from server.building import libraries
from server.errors import CannotStart


def test_pages_get_python_and_no_more() -> None:
    """Nothing compiled for this machine, no commands, no certificates."""
    files = libraries.read_libraries()
    assert {"requests/api.py", "pyodide_http/_core.py", "urllib3/__init__.py"} <= set(files)
    assert {Path(name).suffix for name in files} == {".py", ".js", ".pem"}
    assert files["certifi/cacert.pem"] == b""
    assert not [name for name in files if ".." in name or "dist-info" in name]


def test_a_library_that_changed_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, and nothing of it is served."""
    record = json.loads(libraries.RECORD.read_text())
    changed = tmp_path / "libraries.json"
    changed.write_text(json.dumps({**record, "requests": "0" * 64}))
    monkeypatch.setattr(libraries, "RECORD", changed)
    with pytest.raises(CannotStart, match="The installed requests is not the one"):
        libraries.read_libraries()


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what installs it."""
    monkeypatch.setattr(libraries, "NAMES", ("no-such-library",))
    with pytest.raises(CannotStart, match="no-such-library is not installed"):
        libraries.read_libraries()


def test_the_record_can_be_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says again what it said."""
    before = libraries.RECORD.read_text()
    monkeypatch.setattr(libraries, "RECORD", tmp_path / "libraries.json")
    libraries.record()
    assert libraries.RECORD.read_text() == before
