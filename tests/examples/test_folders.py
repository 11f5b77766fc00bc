"""What an example's folder holds: sound settings, sound HTML, Python for its interpreter."""

import ast
import tomllib
from pathlib import Path

import pytest

from auth.config import AuthConfig
from server.arguments import make_parser
from tests.documents.markup import Faults
from tests.project.modules import ROOT
from tests.project.pyscripts_toml import LINE
from tests.project.test_micropython_syntax import faults

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/index.html"))
ON_MICROPYTHON = '<script type="mpy" src="/main.py"></script>'
SMALL = 40
"""Lines of Python that the smallest app may have."""


def page_of(example: Path) -> str:
    """Return the HTML of an example."""
    return (example / "index.html").read_text("utf-8")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_page_is_sound(example: Path) -> None:
    """Elements are closed, files exist, and the page's policy refuses nothing."""
    assert Faults(page_of(example)).found == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_settings_are_those_of_the_stand_in(example: Path) -> None:
    """An example signs in the same people as the project's page."""
    [own, usual] = [_settings(example), _settings(ROOT)]
    for name in ("domain_origin", "issuer", "client_id", "redirect_uri", "logout_uri"):
        assert getattr(own, name) == getattr(usual, name)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_program_for_micropython_is_one(example: Path) -> None:
    """A page without the launcher runs its program there, so nothing in it may be missing there."""
    if ON_MICROPYTHON in page_of(example):
        program = ast.parse((example / "main.py").read_text("utf-8"))
        assert list(faults(program)) == []


def test_the_smallest_app_is_small() -> None:
    """One file of Python, one of HTML, one of settings and a test."""
    smallest = ROOT / "examples" / "smallest"
    assert sorted(path.name for path in smallest.iterdir() if path.is_file()) == [
        "index.html",
        "main.py",
        "pyscript.toml",
        "test_app.py",
    ]
    assert len((smallest / "main.py").read_text("utf-8").splitlines()) < SMALL


def test_a_page_brings_its_configuration() -> None:
    """With --page, the folder's own is served, unless it has none or another one is named."""
    parse = make_parser().parse_args
    smallest = ["--page", "examples/smallest"]
    assert parse(smallest).config == Path("examples/smallest/pyscript.toml")
    assert parse(["--page", "examples/cpython_library"]).config == ROOT / "pyscript.toml"
    for words in (["--config", "own.toml", *smallest], [*smallest, "--config", "own.toml"]):
        assert parse(words).config == Path("own.toml")


def _settings(folder: Path) -> AuthConfig:
    own = folder / "pyscript.toml"
    text = (own if own.is_file() else ROOT / "pyscript.toml").read_text("utf-8")
    assert all(LINE.fullmatch(line) for line in text.splitlines())
    return AuthConfig.from_mapping(tomllib.loads(text)["auth"])
