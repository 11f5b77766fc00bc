"""Which modules a page gets, in one archive."""

import ast
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from server.building.sources import (
    archive_of,
    browser_half,
    digest_of,
    micropython_sources,
    modules_of,
    read,
)
from server.runtimes import ROOT
from tests.project.modules import ON_BOTH, Module


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


@pytest.mark.parametrize(
    ("image", "has", "lacks"),
    [
        ("launcher.mpy.bin", "auth/page/launcher.py", "auth/calls/api.py"),
        ("vault.mpy.bin", "auth/calls/api.py", "auth/calls/aws/client.py"),
    ],
)
def test_an_image_has_every_module_that_its_modules_import(
    image: str, has: str, lacks: str
) -> None:
    """The launcher calls no API, a vault does so for its pages, and neither runs an app's page."""
    everything = micropython_sources(read(browser_half(ROOT)))
    names = set(modules_of(image, everything))
    assert has in names
    assert {lacks, "auth/page/session_panel.py"} <= set(everything) - names
    for module in ON_BOTH:
        if module.path.relative_to(ROOT).as_posix() in names:
            missing = [name for name in imported_at_start(module) if is_absent(name, names)]
            assert missing == [], module.name


def imported_at_start(module: Module) -> list[str]:
    """Return what a module imports when it is imported itself."""
    at_run_time = replace(module, text=ast.unparse(module.at_run_time))
    return [one.name for one in at_run_time.imports if not one.local]


def is_absent(name: str, files: set[str]) -> bool:
    """Return whether `name` is a module of `auth` whose file is not there."""
    path = name.replace(".", "/")
    file = ROOT / f"{path}.py"
    return name.startswith("auth.") and file.exists() and f"{path}.py" not in files


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
