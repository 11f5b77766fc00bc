"""What a page with packages loads: archives, and an index with everything that it must know."""

import base64
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from server.building import tools, uncompiled
from server.errors import CannotStart
from server.packages import archives, page_index
from server.packages.archives import ensure_archives, without_tests
from server.packages.lock import LockedPackage
from server.packages.page_index import delete_unused, make_page_index, page_packages
from server.page_settings import LOCK
from tests.support.packages import lock_wheels, wheel

SO = "fast/_fast.cpython-314-wasm32-emscripten.so"


@pytest.fixture(autouse=True)
def _without_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "are_installed", lambda: False)


@pytest.fixture
def locked(tmp_path: Path) -> dict[LockedPackage, bytes]:
    """Return two packages, one with compiled code."""
    files: dict[str, str | bytes] = {
        "fast/__init__.py": "",
        SO: b"\0asm",
        "fast/tests/test_it.py": "assert True",
    }
    wheels = [
        wheel("shapes", "1.0", {"shapes/__init__.py": "", "shapes/d.txt": ""}, requires=["Fast"]),
        wheel("fast", "2.0+local.1", files, tag="cp314-cp314-pyemscripten_2031_0_wasm32"),
    ]
    for name, content in wheels:
        (tmp_path / name).write_bytes(content)
    return lock_wheels([tmp_path / name for name, _ in wheels], ["shapes"])[1]


def test_the_index_has_each_archive(tmp_path: Path, locked: dict[LockedPackage, bytes]) -> None:
    """The archives are the wheels' files, and the index has their hashes and sizes."""
    index = make_page_index(tmp_path, tmp_path / LOCK, locked)
    packages = json.loads(index.read_bytes())["packages"]
    assert sorted(packages) == ["fast", "shapes"]
    assert packages["shapes"]["depends"] == ["fast"]
    assert packages["fast"]["modules"] == ["fast"]
    assert packages["fast"]["compiled"] == [SO]
    for entry in packages.values():
        content = (index.parent / entry["file"]).read_bytes()
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        assert entry["integrity"] == f"sha256-{digest}"
        assert entry["bytes"] == len(content)
        assert hashlib.sha256(content).hexdigest()[:16] in entry["file"]
    with zipfile.ZipFile(index.parent / packages["fast"]["file"]) as archive:
        assert sorted(archive.namelist()) == [
            "fast-2.0+local.1.dist-info/METADATA",
            "fast-2.0+local.1.dist-info/WHEEL",
            "fast/__init__.py",
            SO,
        ]


def test_a_page_has_the_files_of_its_own_lock(
    tmp_path: Path, locked: dict[LockedPackage, bytes]
) -> None:
    """A page without packages, or in another folder, has none."""
    file = tmp_path / LOCK
    assert page_packages(tmp_path, ["shapes"], file) == {}
    index = make_page_index(tmp_path, file, locked)
    found = page_packages(tmp_path, ["shapes"], file)
    assert next(iter(found.items())) == (f"/static/runtime/packages/{index.name}", index)
    assert len(found) == 3
    assert all(path.is_file() for path in found.values())
    assert page_packages(tmp_path, [], file) == {}
    assert page_packages(tmp_path, ["shapes"], tmp_path / "other" / LOCK) == {}


@pytest.mark.parametrize("name", ["index-*.json", "shapes-*.zip", ".page-*"])
@pytest.mark.parametrize("damage", [None, b"", b"[]", b'{"packages": {"shapes": {}}}'])
def test_an_incomplete_set_is_none(
    tmp_path: Path, locked: dict[LockedPackage, bytes], name: str, damage: bytes | None
) -> None:
    """The page can be served all the same, and the next start makes it whole."""
    index = make_page_index(tmp_path, tmp_path / LOCK, locked)
    [file] = index.parent.glob(name)
    file.unlink()
    if damage is not None and not name.startswith("shapes"):  # browsers check archives by hash
        file.write_bytes(damage)
    assert page_packages(tmp_path, ["shapes"], tmp_path / LOCK) == {}
    assert make_page_index(tmp_path, tmp_path / LOCK, locked) == index
    assert len(page_packages(tmp_path, ["shapes"], tmp_path / LOCK)) == 3


def test_archives_are_made_once_and_checked_each_time(
    tmp_path: Path,
    locked: dict[LockedPackage, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An intact archive is kept; a changed or missing one is made again."""
    runs: list[list[str]] = []
    make = uncompiled.packages_for_pyodide

    def noted(folder: Path, files: Mapping[str, Mapping[str, bytes]]) -> dict[str, bytes]:
        runs.append(sorted(files))
        return make(folder, files)

    monkeypatch.setattr(uncompiled, "packages_for_pyodide", noted)
    for _ in range(2):
        index = make_page_index(tmp_path, tmp_path / LOCK, locked)
    assert runs == [["fast", "shapes"]]
    [archive] = index.parent.glob("shapes-*.zip")
    before = archive.read_bytes()
    archive.write_bytes(before[:-1])
    assert make_page_index(tmp_path, tmp_path / LOCK, locked) == index
    archive.unlink()
    assert make_page_index(tmp_path, tmp_path / LOCK, locked) == index
    assert archive.read_bytes() == before
    assert runs == [["fast", "shapes"], ["shapes"], ["shapes"]]


def test_what_no_page_has_is_deleted(tmp_path: Path, locked: dict[LockedPackage, bytes]) -> None:
    """Old archives and indexes go, also those of a page that is gone; others' stay."""
    both, one, gone = (tmp_path / name / LOCK for name in ("both", "one", "gone"))
    fast = {package: of for package, of in locked.items() if package.name == "fast"}
    make_page_index(tmp_path, gone, locked)
    for file, wheels in ((both, locked), (one, locked), (one, fast)):
        index = make_page_index(tmp_path, file, wheels)
        file.parent.mkdir(exist_ok=True)
        file.touch()
    delete_unused(tmp_path)
    assert len(page_packages(tmp_path, ["shapes"], both)) == 3
    both.unlink()
    delete_unused(tmp_path)  # nothing is old
    assert len([*index.parent.glob("*.zip")]) == 2
    for file in index.parent.iterdir():
        os.utime(file, (0, 0))
    delete_unused(tmp_path)
    found = {file.name for file in index.parent.glob("[!.]*")}
    assert found == {Path(path).name for path in page_packages(tmp_path, ["shapes"], one)}
    assert len(found) == 2
    assert len([*index.parent.glob(".page-*")]) == 1


def test_an_archive_that_is_used_again_is_not_old(
    tmp_path: Path, locked: dict[LockedPackage, bytes]
) -> None:
    """Another process could delete it before an index has it."""
    index = make_page_index(tmp_path, tmp_path / LOCK, locked)
    archives_before = list(index.parent.glob("*.zip"))
    for file in archives_before:
        os.utime(file, (0, 0))
    ensure_archives(tmp_path, locked)
    delete_unused(tmp_path)
    assert sorted(index.parent.glob("*.zip")) == sorted(archives_before)


def test_a_failure_leaves_the_page_as_it_was(
    tmp_path: Path, locked: dict[LockedPackage, bytes]
) -> None:
    """The sentence has the file's name and the reason, and the index before stays in force."""
    make_page_index(tmp_path, tmp_path / LOCK, locked)
    before = page_packages(tmp_path, ["shapes"], tmp_path / LOCK)
    damaged = {replace(one, sha256="0" * 64): content[:-30] for one, content in locked.items()}
    with pytest.raises(CannotStart, match=r"\.whl is damaged: it is not an intact zip file"):
        make_page_index(tmp_path, tmp_path / LOCK, damaged)
    assert page_packages(tmp_path, ["shapes"], tmp_path / LOCK) == before


def test_tests_are_left_out_unless_they_are_imported() -> None:
    """SymPy's tests are half of it; mpmath imports its own at the start."""
    files = {"a/__init__.py": b"", "a/tests/test_a.py": b"from a import tests", "tests.py": b""}
    assert sorted(without_tests(files)) == ["a/__init__.py", "tests.py"]
    files["a/__init__.py"] = b"import sys\nfrom .tests import run\n"
    assert without_tests(files) == files


def test_the_archive_of_sources_can_be_imported(tmp_path: Path) -> None:
    """An archive is a zip file without compression, which HTTP adds."""
    name, content = wheel("shapes", "1.0")
    (tmp_path / name).write_bytes(content)
    index = make_page_index(
        tmp_path, tmp_path / LOCK, lock_wheels([tmp_path / name], ["shapes"])[1]
    )
    [archive] = index.parent.glob("shapes-*.zip")
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as members:
        assert {one.compress_type for one in members.infolist()} == {zipfile.ZIP_STORED}
        assert members.read("shapes.py") == b"name = 'shapes'\n"


def test_the_folder_is_the_stores(tmp_path: Path) -> None:
    """Archives are with the interpreters."""
    assert archives.packages_folder(tmp_path) == tmp_path / "static" / "runtime" / "packages"
    assert page_index.PACKAGES == "/static/runtime/packages/"
