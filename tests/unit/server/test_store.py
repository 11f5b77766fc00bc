"""The folder with what is fetched and built: the checkout's, or one in the user's cache."""

import threading
from pathlib import Path

import pytest

from server import store
from server.contents import Contents
from server.library import NAME, library_folder
from server.program import CACHE_VARIABLE, ROOT
from server.release_files import find_release_files
from tests.unit.server.conftest import CONFIGURATION
from tests.unit.server.publishing.conftest import configured

WASM = "/static/runtime/pyodide/pyodide.asm.wasm"


@pytest.fixture
def installed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the cache folder of a program whose project is `folder`, without interpreters."""
    monkeypatch.setattr(store, "IS_INSTALLED", True)
    monkeypatch.setattr(store, "ROOT", folder)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    place = store.runtime_folder(folder)
    place.parent.mkdir(parents=True)
    (folder / "static" / "runtime").rename(place)
    return place


def test_a_checkout_has_its_own() -> None:
    """Everything is below static/runtime/ there."""
    assert store.runtime_folder(ROOT) == ROOT / "static" / "runtime"


def test_each_version_has_a_folder_in_the_cache(
    folder: Path, tmp_path: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed library is another version, which does not replace files of this one."""
    assert installed.is_relative_to(tmp_path / "cache")
    assert store.runtime_folder(folder) == installed
    (folder / "auth" / "protocol" / "pkce.py").write_text("# changed")
    monkeypatch.setattr(store, "_digest", store._digest.__wrapped__)
    assert store.runtime_folder(folder) != installed


def test_pages_get_interpreters_from_the_cache(
    folder: Path, tmp_path: Path, installed: Path
) -> None:
    """So does a build; a person's folder comes first for everything else."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "main.py").write_text("# own")
    page = configured(CONFIGURATION)
    contents = Contents([own, folder], page.files, lambda: "")
    assert contents.find(WASM) == b"wasm"
    assert contents.find("/main.py") == b"# own"
    files = find_release_files([own, folder], page)
    assert files.runtimes[WASM] == installed / "pyodide" / "pyodide.asm.wasm"
    assert files.app["/main.py"] == own / "main.py"


def test_the_library_is_beside_the_program_if_the_page_has_none(tmp_path: Path) -> None:
    """A page's own copy has priority."""
    assert library_folder(tmp_path) == ROOT / NAME
    (tmp_path / NAME).mkdir()
    assert library_folder(tmp_path) == tmp_path / NAME


def test_two_starts_prepare_one_after_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second one says that it waits."""
    order: list[str] = []
    waits = threading.Event()

    def second() -> None:
        waits.set()
        with store.locked(tmp_path):
            order.append("second")

    with store.locked(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        waits.wait()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert "Waiting for another start" in capsys.readouterr().err


def test_who_has_opened_a_file_reads_the_whole_old_one(tmp_path: Path) -> None:
    """The new content arrives as another file under the same name, and nothing else is left."""
    file = tmp_path / "index.json"
    file.write_bytes(b"old")
    with file.open("rb") as opened:
        store.write_atomically(file, b"new")
        assert opened.read() == b"old"
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]
