"""The content of `versions.js`, and its sources."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from server.building import versions
from server.building.versions import versions_js

INFO = {"python": "3.14.0", "abi_version": "some"}
MEMORY = (7).to_bytes(4, "little") + (128).to_bytes(4, "little") + b"memory"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with the files that are read."""
    runtimes = tmp_path / "static" / "runtime"
    for name in ("pyodide", "built"):
        (runtimes / name).mkdir(parents=True)
    (runtimes / "pyodide" / "pyodide-lock.json").write_text(json.dumps({"info": INFO}))
    (runtimes / "built" / "stdlib.zip").write_bytes(b"library")
    (runtimes / "built" / "pyodide.bin").write_bytes(MEMORY)
    return tmp_path


def pyodide(root: Path) -> dict[str, object]:
    """Return what is said of Pyodide."""
    [line] = [one for one in versions_js(root).splitlines() if "const pyodide =" in one]
    value: dict[str, object] = json.loads(line.partition(" = ")[2].removesuffix(";"))
    return value


def test_a_page_can_check_the_image_that_it_stores(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image's hash is in a module, which no element of a document can replace."""
    monkeypatch.setattr(versions, "built_files", lambda _root: ["pyodide.bin"])
    digest = base64.b64encode(hashlib.sha256(MEMORY).digest()).decode()
    found = pyodide(root)
    assert (found["header"], found["integrity"]) == (128, f"sha256-{digest}")


def test_an_image_that_was_not_built_is_not_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is left over from another build is none."""
    monkeypatch.setattr(versions, "built_files", lambda _root: [])
    assert pyodide(root)["header"] == 0
