"""Files that are compressed in advance."""

import gzip
import re
from pathlib import Path

import brotli
import pytest

from server.building.compression import QUALITY, Compressed, compress

TEXT = b"to be compressed " * 500


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file."""
    (tmp_path / "a.txt").write_bytes(TEXT)
    return tmp_path / "a.txt"


def test_both_codings_are_made(tmp_path: Path, file: Path) -> None:
    """They hold what the file holds, and an edited file has none."""
    compressed = Compressed(tmp_path / "compressed")
    assert compressed.find(TEXT, "br") is None
    compressed = Compressed(tmp_path / "compressed")
    compressed.ensure([file], "fast")
    assert brotli.decompress(compressed.find(TEXT, "br") or b"") == TEXT
    assert gzip.decompress(compressed.find(TEXT, "gzip") or b"") == TEXT
    assert compressed.find(b"other", "br") is None


def test_equal_files_are_compressed_side_by_side(tmp_path: Path) -> None:
    """They have one compressed file between them, and do not take it from each other."""
    files = [tmp_path / f"{number}.txt" for number in range(16)]
    for file in files:
        file.write_bytes(TEXT)
    compressed = Compressed(tmp_path / "compressed")
    compressed.ensure(files, "fast")
    assert compressed.find(TEXT, "br") is not None


def test_no_coding_tells_when_it_was_made() -> None:
    """So that two builds of the same page are equal (RFC 1952 2.3.1: MTIME)."""
    assert compress(TEXT, "gzip")[4:8] == bytes(4)


def test_a_small_file_is_compressed_as_well_as_a_published_one() -> None:
    """A script takes milliseconds; a large file would delay a response by seconds."""
    text = "".join(f"{number * number} " for number in range(20_000)).encode()
    small, large = text[:20_000], text
    assert compress(small, "br") == compress(small, "br", QUALITY["best"])
    assert compress(large, "br") == compress(large, "br", QUALITY["fast"])
    assert compress(small, "br") != compress(small, "br", QUALITY["fast"])


def test_nothing_is_compressed_twice(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A better effort does for a lesser one, and not the other way round."""
    compressed = Compressed(tmp_path / "compressed")
    for effort, is_done in (("fast", False), ("fast", True), ("best", False), ("fast", True)):
        compressed.ensure([file], effort)  # type: ignore[arg-type]
        assert (capsys.readouterr().err == "") is is_done
    assert {place.name for place in (tmp_path / "compressed").iterdir()} == {"best", "fast"}


def test_long_work_is_not_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sizes are announced, with what to expect; a large file has a line with its seconds."""
    for name, size in (("small.bin", 1000), ("large.bin", 1_500_000)):
        (tmp_path / name).write_bytes(bytes(size))
    Compressed(tmp_path / "compressed").ensure(sorted(tmp_path.glob("*.bin")), "best")
    head, *lines = capsys.readouterr().err.splitlines()
    assert head.startswith("Compressing 2 files, 1.5 MB … This takes a minute or two")
    assert [re.sub(r" +[0-9]+ s$", "", line) for line in lines] == ["  large.bin, 1.5 MB"]
