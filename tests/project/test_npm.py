"""npm's arguments, and sentences for its failures."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from server.errors import CannotStart
from tests.clients.packages import HERE
from tests.support import npm


@pytest.mark.parametrize("code", ["ENOTFOUND", "ECONNREFUSED", "EAI_AGAIN", "ETIMEDOUT"])
def test_no_network_gives_a_way_out(code: str) -> None:
    """Every network error of npm has the same advice."""
    sentence = npm.explain(f"npm error code {code}\nnpm error syscall connect\n")
    assert f"({code})" in sentence
    assert sentence.endswith("connect to the network once and start again.")
    assert "\n" not in sentence


def test_a_swapped_package_is_called_by_its_name() -> None:
    """A package with another hash is reported as such."""
    assert "package-lock.json" in npm.explain("npm error code EINTEGRITY\nnpm error sha512-…\n")


def test_an_unknown_failure_is_still_a_sentence() -> None:
    """Output without an error code has a sentence, too."""
    assert "(no code)" in npm.explain("Segmentation fault")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Replace npm by a double that records its arguments and reads its behaviour from a file."""
    notes: list[tuple[str, ...]] = []

    def fake(
        arguments: tuple[str, ...], *, cwd: Path, **_: object
    ) -> "CompletedProcess[str | bytes]":
        notes.append(arguments)
        failed = "broken" in (cwd / "package.json").read_text()
        return CompletedProcess(arguments, int(failed), "", "npm error code ENOTFOUND")

    monkeypatch.setattr(npm, "npm", fake)
    monkeypatch.setattr(npm, "POLL_SECONDS", 0)
    return notes


def test_only_what_is_locked_is_installed(tmp_path: Path, run: list[tuple[str, ...]]) -> None:
    """The hashes in the lock file are checked, and no script of a package runs."""
    seen: list[Path] = []
    assert npm.install_locked(HERE, tmp_path, seen.append) == tmp_path / "node_modules"
    [arguments] = run
    assert arguments[0] == "ci"
    assert "--ignore-scripts" in arguments
    assert (tmp_path / "package-lock.json").is_file()
    assert set(seen) == {tmp_path / "node_modules"}


@pytest.mark.usefixtures("run")
def test_a_failed_installation_stops_the_start(tmp_path: Path) -> None:
    """An exit status of npm other than 0 raises."""
    root, workplace = tmp_path / "root", tmp_path / "workplace"
    for folder in (root, workplace):
        folder.mkdir()
    (root / "package.json").write_text("broken")
    (root / "package-lock.json").write_text("")
    with pytest.raises(CannotStart, match="ENOTFOUND"):
        npm.install_locked(root, workplace, lambda _: None)
