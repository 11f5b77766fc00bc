"""pip resolves with Pyodide's own distribution as its real lock describes it."""

import json
import subprocess
from pathlib import Path

import pytest

from server.errors import CannotStart
from server.packages import resolving
from server.packages.pyodide_distribution import read_distribution
from server.packages.requirements import parse_requirements
from server.packages.resolving import Choice, resolve
from server.packages.target import target_of
from server.program import ROOT
from server.runtimes import ensure_runtimes
from server.store import runtime_folder
from tests.support.packages import TARGET
from tests.unit.server.packages.conftest import Workshop


def from_real_lock(folder: Path, *packages: str) -> dict[str, Choice]:
    """Resolve packages that only Pyodide's real distribution has."""
    ensure_runtimes()
    lock = runtime_folder(ROOT) / "pyodide" / "pyodide-lock.json"
    target, distribution = target_of(lock), read_distribution(lock)
    wanted = parse_requirements(packages, folder, target)
    return {one.name: one for one in resolve(wanted, folder, target, distribution)}


def test_the_real_lock_gives_a_closure_with_its_own_hashes(workshop: Workshop) -> None:
    """Pandas and matplotlib with everything that they need, from one compatible set."""
    found = from_real_lock(workshop.root, "pandas", "matplotlib>=3; python_version >= '3.14'")
    needed = {"numpy", "pytz", "six", "python-dateutil", "pillow", "kiwisolver", "contourpy"}
    assert {"pandas", "matplotlib"} | needed <= found.keys()
    record = json.loads((runtime_folder(ROOT) / "pyodide" / "pyodide-lock.json").read_bytes())
    by_file = {entry["file_name"]: entry for entry in record["packages"].values()}
    for choice in found.values():
        assert choice.source == "pyodide"
        assert choice.sha256 == by_file[choice.file]["sha256"]
        assert choice.version == by_file[choice.file]["version"]


def test_a_version_that_pyodide_does_not_have_is_named(workshop: Workshop) -> None:
    """The nearest is the one in the distribution."""
    with pytest.raises(CannotStart, match=r"No version for Pyodide fits numpy>=99\. The nearest"):
        from_real_lock(workshop.root, "numpy>=99")


def test_a_pip_that_ignores_the_markers_is_refused(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its report says which markers it used."""
    workshop.publish("shapes", "1.0")

    def run(_target: object, _command: str, *arguments: object) -> object:
        report = Path(str(arguments[arguments.index("--report") + 1]))
        report.write_text(json.dumps({"environment": {"sys_platform": "linux"}, "install": []}))
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(resolving, "run_pip", run)
    wanted = parse_requirements(["shapes"], workshop.root, TARGET)
    with pytest.raises(CannotStart, match="This version of pip cannot resolve for Pyodide"):
        resolve(wanted, workshop.root, TARGET, {})
