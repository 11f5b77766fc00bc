"""docs/deploying.md is true: its commands, its files, and its cache times."""

import gzip
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import brotli
import pytest

from server.headers import ASKED_FOR_EACH_TIME, KEPT_FOR_EVER, NEVER_STORED
from server.publishing.command import build, make_parser
from server.publishing.composing import compose
from server.publishing.nginx import USUAL_LOG
from server.publishing.production_checks import require_public_addresses
from tests.project.modules import ROOT
from tests.unit.server.publishing.conftest import configured

TEXT = (ROOT / "docs" / "deploying.md").read_text("utf-8")
COMMANDS = "".join(re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)).splitlines()
BUILDS = [line for line in COMMANDS if "serve.py build" in line]


CONFIGURATION = configured(re.sub(r"\[files\]\n.*\n", "", configured().text))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Return a build of this page."""
    require_public_addresses(configured())
    return build(ROOT, compose(ROOT, CONFIGURATION, "/"))


@pytest.fixture(scope="module")
def built(files: dict[str, bytes]) -> set[str]:
    """Return the names of its files, without the hashes in them."""
    return {re.sub(r"(app|runtime)-[0-9a-f]{16}", r"\1-…", name) for name in files}


@pytest.mark.parametrize("line", BUILDS)
def test_a_documented_build_is_one(line: str) -> None:
    """`serve.py build` accepts the documented options and values."""
    words = line.split()
    assert words[:6] == ["uv", "run", "--group", "build", "serve.py", "build"]
    assert make_parser().parse_args(words[6:]).out == Path("build")


def test_every_option_is_documented() -> None:
    """The document has every option of `serve.py build`."""
    options = re.findall(r"--[a-z-]+", make_parser().format_help())
    assert {option for option in options if option not in TEXT} == {"--help"}


def test_every_file_that_is_named_is_built(built: set[str]) -> None:
    """Files in the table, in commands and in settings exist in the build."""
    named = set(re.findall(r"(?:build|/srv/app)/((?:site|hosts)/?[\w.-]*)", TEXT))
    named |= {name.rstrip("/") for name in re.findall(r"`(site/[^`]*|hosts/)`", TEXT)}
    assert len(named) > 10
    for name in named - {"site/app"}:  # a base, in an example
        assert any(one == name or one.startswith(f"{name.rstrip('/')}/") for one in built), name


def test_what_is_kept_and_logged_is_as_documented() -> None:
    """The table has the values of the build."""
    for value in (KEPT_FOR_EVER, ASKED_FOR_EACH_TIME, NEVER_STORED, USUAL_LOG):
        assert f"`{value}`" in TEXT


def named_in(files: Mapping[str, bytes]) -> list[str]:
    """Return the files that mention the inspector, in their name or content."""
    return [
        name
        for name, content in files.items()
        if re.search(b"inspector", name.encode() + unpacked(name, content), re.IGNORECASE)
    ]


def unpacked(name: str, content: bytes) -> bytes:
    """Return what a browser makes of a file: compressed copies and archives unpacked."""
    if name.endswith(".br"):
        return unpacked(name.removesuffix(".br"), brotli.decompress(content))
    if name.endswith(".gz"):
        return unpacked(name.removesuffix(".gz"), gzip.decompress(content))
    if not name.endswith(".zip"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.namelist()
        return b"".join([*map(archive.read, members), *map(str.encode, members)])


def test_nothing_of_the_inspector_is_built(files: dict[str, bytes]) -> None:
    """It records sign-ins: not even what would load it is in a page for everybody."""
    assert named_in(files) == []


def test_the_inspector_is_found_where_it_is_built() -> None:
    """The test above sees each kind of file that would name it."""
    site = compose(ROOT, CONFIGURATION, "/", with_inspector=True)
    found = named_in(site.files)
    assert {"index.html", "inspector.zip", "inspector/recorder.js", "inspector/main.py"} <= set(
        found
    )
    page = {"index.html.br": brotli.compress(site.files["index.html"])}
    assert named_in(page) == ["index.html.br"]
