"""The archive for Lambda: what is in it, and that it works by itself."""

import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from server.on_aws import pack
from server.runtimes import ROOT


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pack without the dependencies, which would have to be fetched, and unpack."""
    commands: list[list[str]] = []

    def fetch(command: list[str], *, check: bool) -> None:
        assert check
        commands.append(command)
        Path(command[command.index("--target") + 1], "dependency.py").write_text("")

    monkeypatch.setattr(subprocess, "run", fetch)
    pack.main(ROOT / "pyscript.toml", tmp_path / "api.zip")
    monkeypatch.undo()
    _check_fetching(commands[0])
    with zipfile.ZipFile(tmp_path / "api.zip") as archive:
        archive.extractall(tmp_path / "function")
    return tmp_path / "function"


def _check_fetching(command: list[str]) -> None:
    """Expect recorded versions, built already, for the machines that the template asks for."""
    assert command[-len(pack.NEEDED) :] == list(pack.NEEDED)
    recorded = (ROOT / "constraints.txt").read_text("utf-8")
    assert all(f"\n{name}==" in recorded for name in pack.NEEDED)
    options = {name: value for name, value in pairwise(command) if name.startswith("--")}
    assert options["--constraint"] == str(ROOT / "constraints.txt")
    assert options["--only-binary"] == ":all:"
    template = (ROOT / "infra" / "site.yaml").read_text("utf-8")
    assert f"Runtime: python{options['--python-version']}\n" in template
    assert "Architectures: [arm64]" in template
    assert options["--python-platform"].startswith("aarch64-manylinux")


def test_it_needs_nothing_else_of_the_project(unpacked: Path) -> None:
    """Far from the project, with the dependencies alone, the handler can be imported."""
    program = "import sys, index; print(index.handler, *sys.modules)"
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", program], cwd=unpacked, capture_output=True, text=True, check=True
    )
    assert "Mangum" in done.stdout
    assert "server.on_aws.backend" in done.stdout


def test_it_has_what_it_needs_and_no_more(unpacked: Path) -> None:
    """The page, the stand-in and the tools stay at home; the configuration comes along."""
    found = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*.*")}
    assert {"index.py", "pyscript.toml", "dependency.py", "auth/backend/verifier.py"} <= found
    left_out = ("auth/testing", "auth/browser", "cognito_stand_in")
    assert not [name for name in found if name.startswith(left_out)]
    assert not [name for name in found if "building" in name or "pack" in name]


def test_the_same_files_give_the_same_archive(tmp_path: Path) -> None:
    """Nothing is deployed anew that did not change."""
    for name in ("one.zip", "two.zip"):
        pack._write(tmp_path / name, {"b.py": b"2", "a.py": b"1"})
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
