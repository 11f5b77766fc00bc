"""Dependencies are pinned, recorded with hashes, and never tied to an address."""

import json
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINS = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text()


@pytest.mark.parametrize("pin", PINS)
def test_each_dependency_is_pinned_and_recorded(pin: str) -> None:
    """A direct dependency has one exact version, and constraints.txt knows its hashes."""
    assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+(\.post[0-9]+)?", pin)
    assert re.search(
        rf"^{re.escape(pin)} (;[^\n]*)?\\\n    --hash=sha256:", CONSTRAINTS, re.MULTILINE
    )


@pytest.mark.parametrize("pin", PINS)
def test_each_dependency_is_installed_as_pinned(pin: str) -> None:
    """What runs here is what is written down."""
    name, _, pinned = pin.partition("==")
    assert version(name) == pinned


def test_no_record_names_an_address() -> None:
    """Neither the constraints nor npm's lock file ties anybody to a registry."""
    lock = (ROOT / "package-lock.json").read_text()
    assert "://" not in CONSTRAINTS
    assert '"resolved"' not in lock


def test_every_locked_npm_package_has_an_integrity_hash() -> None:
    """Npm checks each package that it installs."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_npm_packages_are_pinned() -> None:
    """package.json names exact versions."""
    manifest = json.loads((ROOT / "package.json").read_text())
    versions = {**manifest.get("dependencies", {}), **manifest.get("devDependencies", {})}
    assert [
        name for name, spec in versions.items() if not re.fullmatch(r"[0-9][\w.-]*", spec)
    ] == []
