"""A lock is read back as it was written, and one edited by hand is refused in a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.errors import CannotStart
from server.packages.lock import Lock, LockedPackage, parse_lock, read_lock
from tests.support.packages import TARGET

HASH = "0f" * 32
LOCK = Lock(
    requirements=("shapes>=1", "./lib/mine-2.0-py3-none-any.whl"),
    target=TARGET,
    packages=(
        LockedPackage(
            name="mine",
            version="2.0",
            file="./lib/mine-2.0-py3-none-any.whl",
            sha256=HASH,
            source="file",
            imports=("mine",),
        ),
        LockedPackage(
            name="shapes",
            version="1.0",
            file="shapes-1.0-py3-none-any.whl",
            sha256=HASH,
            source="index",
            depends=("mine",),
            imports=("shapes",),
        ),
    ),
)


def test_a_lock_is_read_back(tmp_path: Path) -> None:
    """Text and values agree, and there is no address in it."""
    file = tmp_path / "packages.lock.json"
    assert read_lock(file) is None
    file.write_text(LOCK.text())
    assert read_lock(file) == LOCK
    assert "://" not in LOCK.text()


def edited(path: str, value: Any) -> str:
    """Return the lock's text with one value replaced; None removes it."""
    record = json.loads(LOCK.text())
    *folders, key = path.split(".")
    place = record
    for folder in folders:
        place = place[folder]
    place[key] = value
    if value is None:
        del place[key]
    return json.dumps(record)


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("format", 2, "format"),
        ("pyodide", None, "pyodide is not a table"),
        ("requirements", "shapes", "not a list of strings"),
        ("packages", [], "packages is not a table"),
        ("packages.shapes", 1, "shapes is not a table"),
        ("packages.shapes.version", "1.1", "shapes 1.1: file is shapes-1.0"),
        ("packages.shapes.version", 1, "version is not a string"),
        ("packages.shapes.sha256", "0f", "not a SHA-256"),
        ("packages.shapes.source", "elsewhere", "source is none of"),
        ("packages.shapes.file", "../x/shapes-1.0-py3-none-any.whl", "contains a folder"),
        ("packages.shapes.file", "shapes.tar.gz", "not the name of a wheel"),
        ("packages.shapes.depends", ["gone"], "depends on gone, which is not in it"),
        ("packages.shapes.imports", [1], "not a list of strings"),
        ("packages.mine", None, "depends on mine, which is not in it"),
    ],
)
def test_an_edited_lock_is_refused(path: str, value: Any, complaint: str) -> None:
    """The sentence says which entry is wrong."""
    with pytest.raises(ValueError, match=complaint):
        parse_lock(edited(path, value))


@pytest.mark.parametrize("text", ["", "[]", "{", "<<<<<<< ours"])
def test_a_damaged_lock_is_refused(tmp_path: Path, text: str) -> None:
    """What a merge left is no JSON; the sentence says what to do."""
    file = tmp_path / "packages.lock.json"
    file.write_text(text)
    with pytest.raises(CannotStart, match=r"edited or damaged: .*Restore it .* or delete it"):
        read_lock(file)
