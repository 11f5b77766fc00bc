"""Which modules a page gets, in one archive."""

import io
import zipfile
from pathlib import Path

from server.building.sources import (
    archive_of,
    browser_half,
    digest_of,
    micropython_sources,
    read,
)
from server.runtimes import ROOT


def test_a_page_gets_the_browser_half() -> None:
    """The archive has neither the backend nor the stand-in."""
    names = set(browser_half(ROOT))
    assert {"auth/client.py", "auth/page/launcher.py", "auth/page/page.py"} <= names
    assert not [name for name in names if "backend" in name or "testing" in name]


def test_micropython_gets_no_lists_of_names() -> None:
    """They take memory; what follows them stays on its line, so that tracebacks are right."""
    program = b'A = 1\n__all__ = [\n    "A",\n    "b",\n]\ndef b(): pass\n'
    sources = {"auth/a.py": program, "auth/calls/libraries/b.py": program}
    assert micropython_sources(sources) == {
        "auth/a.py": b"A = 1\n\n\n\n\ndef b(): pass\n",
    }
    contents = micropython_sources(read(browser_half(ROOT)))
    assert not [name for name, content in contents.items() if b"__all__ =" in content]


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    """An archive tells neither when nor in which order it was made, and its members are stored."""
    (tmp_path / "auth").mkdir()
    (tmp_path / "auth" / "b.py").write_text("B = 2")
    (tmp_path / "auth" / "a.py").write_text("A = 1")
    contents = read(browser_half(tmp_path))
    archive = archive_of(contents)
    assert archive == archive_of(dict(reversed(contents.items())))
    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        assert members.namelist() == ["auth/a.py", "auth/b.py"]
        assert {member.date_time for member in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.compress_type for member in members.infolist()} == {zipfile.ZIP_STORED}


def test_a_digest_changes_with_any_name_or_content() -> None:
    """Bytes moved from a name to a content change it, too."""
    digests = [
        digest_of(contents)
        for contents in ({}, {"a": b"b"}, {"a": b"c"}, {"b": b"b"}, {"ab": b""}, {"": b"ab"})
    ]
    assert len(set(digests)) == len(digests)
