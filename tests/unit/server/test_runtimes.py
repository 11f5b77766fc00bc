"""The interpreters on disk: noticed when damaged, fetched, and put in their place in one step."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from server import runtimes
from server.errors import CannotStart
from server.manifest import Fingerprint, Runtime, read_manifest, write_manifest
from server.runtimes import ensure_runtimes

CONTENT = {"core.js": b"export {}", "core.css": b"py-script {}"}


def fingerprint(content: bytes) -> Fingerprint:
    """Give the fingerprint of `content`."""
    return Fingerprint(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


RUNTIME = Runtime(
    name="pyscript",
    package="@pyscript/core",
    version="0.0.1",
    source="dist",
    files={name: fingerprint(content) for name, content in CONTENT.items()},
)


class Registry:
    """Installs packages of the given content, and counts how often."""

    def __init__(self, content: dict[str, bytes] | None = None) -> None:
        self.content = CONTENT if content is None else content
        self.visits = 0

    def install(self, root: Path, workplace: Path, on_wait: Callable[[Path], None]) -> Path:
        """Write the packages into `workplace` as npm would."""
        assert root.is_dir()
        self.visits += 1
        node_modules = workplace / "node_modules"
        folder = node_modules / RUNTIME.package
        (folder / RUNTIME.source).mkdir(parents=True)
        (folder / "package.json").write_text('{"version": "0.0.2"}')
        for name, content in self.content.items():
            (folder / RUNTIME.source / name).write_bytes(content)
            on_wait(node_modules)
        return node_modules


@pytest.fixture(autouse=True)
def recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the small runtime in the place of the recorded ones."""
    monkeypatch.setattr(runtimes, "read_manifest", lambda: [RUNTIME])


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Give the folder of a runtime that is intact."""
    ensure_runtimes(tmp_path, install=Registry().install)
    return tmp_path / "static" / "runtime" / "pyscript"


def contents(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_first_start_fetches_everything(tmp_path: Path) -> None:
    """An empty folder is filled, and nothing else is left behind."""
    ensure_runtimes(tmp_path, install=Registry().install)
    assert contents(tmp_path / "static" / "runtime" / "pyscript") == CONTENT
    assert [one.name for one in (tmp_path / "static" / "runtime").iterdir()] == ["pyscript"]


@pytest.mark.usefixtures("shelf")
def test_a_later_start_fetches_nothing(tmp_path: Path) -> None:
    """What is intact is not fetched again."""
    registry = Registry()
    ensure_runtimes(tmp_path, install=registry.install)
    assert registry.visits == 0


@pytest.mark.parametrize("damage", [b"", b"export {/", b"export {} "])
def test_a_damaged_file_is_noticed_and_replaced(tmp_path: Path, shelf: Path, damage: bytes) -> None:
    """A cut, changed or longer file is another file."""
    (shelf / "core.js").write_bytes(damage)
    ensure_runtimes(tmp_path, install=Registry().install)
    assert contents(shelf) == CONTENT


def test_a_missing_file_is_noticed_and_replaced(tmp_path: Path, shelf: Path) -> None:
    """So is one that is gone."""
    (shelf / "core.css").unlink()
    ensure_runtimes(tmp_path, install=Registry().install)
    assert contents(shelf) == CONTENT


def test_a_failed_fetch_changes_nothing(tmp_path: Path, shelf: Path) -> None:
    """When a runtime cannot be had, what stood there still stands there."""
    (shelf / "core.css").unlink()

    def fail(*_: object) -> Path:
        message = "npm could not fetch."
        raise CannotStart(message)

    with pytest.raises(CannotStart, match=r"^npm could not fetch\.$"):
        ensure_runtimes(tmp_path, install=fail)
    assert contents(shelf) == {"core.js": CONTENT["core.js"]}


@pytest.mark.parametrize("content", [{"core.js": b"other", "core.css": b"py-script {}"}, {}])
def test_a_package_that_differs_from_the_record_is_refused(
    tmp_path: Path, shelf: Path, content: dict[str, bytes]
) -> None:
    """Another content than the recorded one never reaches the page."""
    (shelf / "core.css").unlink()
    with pytest.raises(CannotStart, match=r"core\.js.*--record"):
        ensure_runtimes(tmp_path, install=Registry(content).install)
    assert contents(shelf) == {"core.js": CONTENT["core.js"]}


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file in the folder's place gives a sentence and no traceback."""
    (tmp_path / "static").write_text("")
    with pytest.raises(CannotStart, match="static/runtime/ cannot be filled"):
        ensure_runtimes(tmp_path, install=Registry().install)


def test_a_record_holds_what_npm_delivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recording keeps the names and takes versions, hashes and sizes from the packages."""
    written: list[list[Runtime]] = []
    changed = {"core.js": b"new", "core.css": b"newer"}
    monkeypatch.setattr(runtimes, "install_locked", Registry(changed).install)
    monkeypatch.setattr(runtimes, "write_manifest", written.append)
    runtimes.record(tmp_path)
    [[recorded]] = written
    assert recorded.version == "0.0.2"
    assert recorded.files == {name: fingerprint(content) for name, content in changed.items()}


def test_a_name_that_is_gone_stops_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A renamed file is the maintainer's to decide on."""
    monkeypatch.setattr(runtimes, "install_locked", Registry({"core.js": b""}).install)
    with pytest.raises(CannotStart, match=r"0\.0\.2 has no core\.css"):
        runtimes.record(tmp_path)


def test_a_manifest_reads_as_it_was_written(tmp_path: Path) -> None:
    """Writing and reading are each other's inverse."""
    write_manifest([RUNTIME], tmp_path / "runtimes.json")
    assert read_manifest(tmp_path / "runtimes.json") == [RUNTIME]


def test_the_manifest_and_the_lock_file_agree() -> None:
    """The recorded versions are the locked ones, and all of them are locked by hash."""
    packages = json.loads((runtimes.ROOT / "package-lock.json").read_text())["packages"]
    for runtime in read_manifest():
        locked = packages[f"node_modules/{runtime.package}"]
        assert locked["version"] == runtime.version
    for name, locked in packages.items():
        assert not name or locked["integrity"].startswith("sha512-")
        assert "resolved" not in locked
