"""Pyodide's distribution: what its real lock says, and where its files come from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.errors import CannotStart
from server.packages.pyodide_distribution import (
    VARIABLE,
    Entry,
    address,
    fetch_from_distribution,
    read_distribution,
    write_stand_ins,
)
from server.packages.wheel import read_wheel
from server.program import ROOT
from server.runtimes import ensure_runtimes
from server.store import runtime_folder
from tests.unit.server.packages.conftest import served


@pytest.fixture(scope="module")
def real() -> dict[str, Entry]:
    """Return the distribution in the lock that comes with Pyodide."""
    ensure_runtimes()
    return read_distribution(runtime_folder(ROOT) / "pyodide" / "pyodide-lock.json")


def closure(name: str, entries: dict[str, Entry]) -> set[str]:
    """Return a package and everything that it needs."""
    return {name}.union(*(closure(one, entries) for one in entries[name].depends))


def test_the_real_lock_has_names_hashes_and_dependencies(real: dict[str, Entry]) -> None:
    """Names are normalized; the closure of pandas is complete."""
    assert closure("pandas", real) == {"numpy", "pandas", "python-dateutil", "pytz", "six"}
    assert {"pillow", "pydantic-core"} <= real.keys()
    for entry in real.values():
        assert len(bytes.fromhex(entry.sha256)) == 32
        assert entry.file.endswith(".whl")
    assert real["numpy"].is_compiled
    assert not real["six"].is_compiled


def test_what_pages_cannot_load_is_left_out(real: dict[str, Entry]) -> None:
    """Tests in archives of their own, shared libraries, and a package that needs one."""
    assert not [name for name in real if name.endswith("-tests")]
    assert not {"libopenblas", "inspice"} & real.keys()
    assert all(set(entry.depends) <= real.keys() for entry in real.values())


def test_the_resolver_gets_metadata_only(real: dict[str, Entry], tmp_path: Path) -> None:
    """Compiled dependencies are exact, since code fits the versions that it was built with."""
    write_stand_ins({name: real[name] for name in closure("pandas", real)}, tmp_path)
    [file] = tmp_path.glob("pandas-*.whl")
    wheel = read_wheel(file.name, file.read_bytes())
    [metadata] = (of.decode() for path, of in wheel.files.items() if path.endswith("METADATA"))
    assert f"Requires-Dist: numpy=={real['numpy'].version}" in metadata
    assert f"Requires-Dist: pytz>={real['pytz'].version}" in metadata
    assert wheel.modules == []


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """Return the address of a server on this machine with one file."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "arrays.whl").write_bytes(b"wheel")
    with served(tmp_path) as address:
        yield f"{address}/full"


def test_files_come_from_a_mirror_or_a_folder(
    tmp_path: Path, mirror: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a slash at the end, or without one."""
    for place in (mirror, f"{mirror}/", str(tmp_path / "full")):
        monkeypatch.setenv(VARIABLE, place)
        assert fetch_from_distribution("arrays.whl") == b"wheel"


def test_a_missing_file_is_one_sentence(
    tmp_path: Path, mirror: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence has the reason, the place, and the setting."""
    for place, reason in (
        (mirror, "status 404"),
        ("http://127.0.0.1:9/", "ConnectError"),
        (str(tmp_path), "No such file"),
    ):
        monkeypatch.setenv(VARIABLE, place)
        with pytest.raises(
            CannotStart, match=rf"gone.whl is part .* {place} \({reason}.*Set {VARIABLE}"
        ):
            fetch_from_distribution("gone.whl")


def test_the_usual_address_is_pyodides_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the version of the Pyodide that pages get."""
    monkeypatch.delenv(VARIABLE, raising=False)
    assert address().startswith("https://cdn.jsdelivr.net/pyodide/v")
