"""The interpreters on disk: damage is noticed, and a fetched runtime replaces it in one step."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from server import runtimes
from server.errors import CannotStart
from server.manifest import Fingerprint, Runtime, read_manifest, write_manifest
from server.pins.runtimes import newer, recorded
from server.registry import npm_integrity_of
from server.runtimes import ensure_runtimes

CONTENT = {"core.js": b"export {}", "core.css": b"py-script {}"}
STORED = {**CONTENT, "core.js": b"//# allFunctionsCalledOnLoad\nexport {}"}


def archive_of(files: dict[str, bytes]) -> bytes:
    """Return an archive as npm makes it."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/dist/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


RUNTIME = Runtime(
    name="pyscript",
    package="@pyscript/core",
    version="0.0.1",
    integrity=npm_integrity_of(archive_of(CONTENT)),
    source="dist",
    files={name: Fingerprint.of(content) for name, content in CONTENT.items()},
)


class Registry:
    """Delivers an archive with the given content, and counts how often."""

    def __init__(self, content: dict[str, bytes] | None = None) -> None:
        self.content = CONTENT if content is None else content
        self.visits = 0

    def fetch(
        self, package: str, version: str, integrity: str, on_progress: Callable[[int], None]
    ) -> bytes:
        """Return the archive."""
        assert (package, version, integrity) == ("@pyscript/core", "0.0.1", RUNTIME.integrity)
        self.visits += 1
        on_progress(1)
        return archive_of(self.content)


@pytest.fixture(autouse=True)
def recorded_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the recorded runtimes by the small one."""
    monkeypatch.setattr(runtimes, "read_manifest", lambda: [RUNTIME])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a runtime that is intact."""
    ensure_runtimes(tmp_path, fetch=Registry().fetch)
    return tmp_path / "static" / "runtime" / "pyscript"


def contents(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_first_start_fetches_everything(tmp_path: Path) -> None:
    """An empty folder is filled with the recorded files, and with nothing else."""
    registry = Registry({**CONTENT, "other.js": b"not recorded"})
    ensure_runtimes(tmp_path, fetch=registry.fetch)
    assert contents(tmp_path / "static" / "runtime" / "pyscript") == STORED
    assert [one.name for one in (tmp_path / "static" / "runtime").iterdir()] == ["pyscript"]


def test_scripts_without_the_compile_hint_get_it(folder: Path, tmp_path: Path) -> None:
    """Those that an earlier version stored; nothing is fetched for that, and they get it once."""
    (folder / "core.js").write_bytes(CONTENT["core.js"])
    registry = Registry()
    for _ in range(2):
        ensure_runtimes(tmp_path, fetch=registry.fetch)
        assert contents(folder) == STORED
    assert registry.visits == 0


@pytest.mark.usefixtures("folder")
def test_a_later_start_fetches_nothing(tmp_path: Path) -> None:
    """What is intact is not fetched again."""
    registry = Registry()
    ensure_runtimes(tmp_path, fetch=registry.fetch)
    assert registry.visits == 0


@pytest.mark.parametrize("damage", [b"", b"export {/", b"export {} ", None])
def test_a_damaged_file_is_noticed_and_replaced(
    tmp_path: Path, folder: Path, damage: bytes | None
) -> None:
    """A cut, changed, longer or missing file is another file."""
    (folder / "core.js").write_bytes(damage or b"")
    if damage is None:
        (folder / "core.js").unlink()
    ensure_runtimes(tmp_path, fetch=Registry().fetch)
    assert contents(folder) == STORED


def test_a_failed_fetch_changes_nothing(tmp_path: Path, folder: Path) -> None:
    """If a runtime cannot be fetched, what was stored is still there."""
    (folder / "core.css").unlink()

    def fail(*_: object) -> bytes:
        message = "No network."
        raise CannotStart(message)

    with pytest.raises(CannotStart, match=r"^No network\.$"):
        ensure_runtimes(tmp_path, fetch=fail)
    assert contents(folder) == {"core.js": STORED["core.js"]}


@pytest.mark.parametrize("content", [{"core.js": b"other", "core.css": b"py-script {}"}, {}])
def test_a_package_that_differs_from_the_record_is_refused(
    tmp_path: Path, folder: Path, content: dict[str, bytes]
) -> None:
    """Other content than the recorded one never reaches the page."""
    (folder / "core.css").unlink()
    with pytest.raises(CannotStart, match=r"core\.js.*server\.pins"):
        ensure_runtimes(tmp_path, fetch=Registry(content).fetch)
    assert contents(folder) == {"core.js": STORED["core.js"]}


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file at the folder's path gives a sentence and no traceback."""
    (tmp_path / "static").write_text("")
    with pytest.raises(CannotStart, match="static/runtime/ cannot be written"):
        ensure_runtimes(tmp_path, fetch=Registry().fetch)


def deliver(monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]) -> bytes:
    """Make the registry deliver a package with these files; return its archive."""
    archive = archive_of(files)
    monkeypatch.setattr("server.pins.runtimes.archive_of", lambda _package, _version: archive)
    return archive


def test_a_record_takes_everything_from_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recording keeps the names, and takes hashes and sizes from the package."""
    changed = {"core.js": b"new", "core.css": b"newer"}
    archive = deliver(monkeypatch, changed)
    found = recorded(RUNTIME, "0.0.2")
    assert (found.version, found.integrity) == ("0.0.2", npm_integrity_of(archive))
    assert found.files == {name: Fingerprint.of(content) for name, content in changed.items()}


def test_a_name_with_a_build_hash_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The new name is the one that the package's own modules import, not any that looks alike."""
    names = ("core.js", "core-AAAAAAAA.js", "a-11111111.js")
    before = Runtime(
        name="pyscript",
        package="@pyscript/core",
        version="0.0.1",
        integrity="",
        source="dist",
        files=dict.fromkeys(names, Fingerprint.of(b"")),
        chunks={"core-chunk.js": "core-AAAAAAAA.js", "a.js": "a-11111111.js"},
    )
    files = {
        "core.js": b'export * from"./core-BBBB_BBB.js"',
        "core-BBBB_BBB.js": b'import("./a-22222222.js")',
        "a-22222222.js": b"",
        "a-33333333.js": b"",
    }
    deliver(monkeypatch, files)
    found = recorded(before, "0.0.2")
    assert found.chunks == {"core-chunk.js": "core-BBBB_BBB.js", "a.js": "a-22222222.js"}
    assert list(found.files) == ["core.js", "core-BBBB_BBB.js", "a-22222222.js"]
    deliver(monkeypatch, {**files, "core-BBBB_BBB.js": b""})
    with pytest.raises(CannotStart, match=r"imports 0 files like a-11111111\.js"):
        recorded(before, "0.0.2")


def test_a_name_that_is_gone_stops_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """A renamed file is for the maintainer to decide on."""
    deliver(monkeypatch, {"core.js": b""})
    with pytest.raises(CannotStart, match=r"0\.0\.2 has no core\.css"):
        recorded(RUNTIME, "0.0.2")


@pytest.mark.parametrize(
    ("known", "latest", "chosen"),
    [
        ("1.2.0-6", "1.1.0-13", "1.2.0-6"),
        ("1.2.0-6", "1.2.0-10", "1.2.0-10"),
        ("1.9.0", "1.10.0", "1.10.0"),
    ],
)
def test_no_runtime_moves_backwards(known: str, latest: str, chosen: str) -> None:
    """A registry's tag may be older than what is used already."""
    assert newer(known, latest) == chosen


def test_a_manifest_reads_as_it_was_written(tmp_path: Path) -> None:
    """Writing and reading are each other's inverse."""
    known = read_manifest()
    write_manifest(known, tmp_path / "runtimes.json")
    assert read_manifest(tmp_path / "runtimes.json") == known
