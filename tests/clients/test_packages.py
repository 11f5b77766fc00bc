"""The clients are pinned, locked without addresses, and installed once."""

import json
import re
from pathlib import Path

import pytest

from server.errors import CannotStart
from tests.clients import packages


def test_the_clients_are_pinned_and_locked_without_addresses() -> None:
    """Exact versions, an integrity hash for each package, and no registry's address."""
    manifest = json.loads((packages.HERE / "package.json").read_text())
    text = packages.LOCK.read_text()
    locked = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert all(re.fullmatch(r"[0-9.]+", version) for version in manifest["dependencies"].values())
    assert all("integrity" in entry for entry in locked.values())
    assert '"resolved"' not in text


def test_they_are_not_installed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the lock file is the same, npm is left alone."""
    monkeypatch.setattr(packages, "install_locked", None)
    packages.ensure_packages()


def test_another_lock_file_installs_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there goes, and the new folder carries the record of its lock file."""
    monkeypatch.setattr(packages, "HERE", tmp_path)
    monkeypatch.setattr(packages, "LOCK", tmp_path / "package-lock.json")
    monkeypatch.setattr(packages, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(packages, "install_locked", _install)
    for lock in ("one", "two"):
        packages.LOCK.write_text(lock)
        assert not packages.is_installed()
        packages.ensure_packages()
        assert packages.is_installed()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["node_modules", "package-lock.json"]


def test_a_failure_says_what_could_not_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason of npm is passed on."""

    def fail(*_: object) -> Path:
        message = "npm could not."
        raise CannotStart(message)

    monkeypatch.setattr(packages, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(packages, "install_locked", fail)
    with pytest.raises(CannotStart, match=r"The clients cannot be fetched\. npm could not\."):
        packages.ensure_packages()


def _install(_root: Path, workplace: Path, _on_wait: object) -> Path:
    node_modules = workplace / "node_modules"
    node_modules.mkdir()
    return node_modules
