"""The inspector is served on request only, and leaves no trace otherwise."""

import io
import re
import zipfile

import pytest
from starlette.types import ASGIApp

from server import command
from server.arguments import make_parser
from server.configuration import read_configuration
from server.inspector import ADDRESSES, ARCHIVE, FILES, InspectedPage, modules, with_inspector
from server.page import Entry, Page
from server.runtimes import ROOT
from tests.unit.server.conftest import Ask

EVERYTHING = sorted((ARCHIVE, *FILES))


def page(*, is_inspected: bool, entry: Entry = "launcher") -> ASGIApp:
    """Return the project's own page."""
    configuration = read_configuration(ROOT / "pyscript.toml")
    return (InspectedPage if is_inspected else Page)(ROOT, configuration, entry)


@pytest.mark.parametrize("entry", ["launcher", "py", "mpy"])
def test_the_inspected_page_has_the_switch_and_a_link(ask: Ask, entry: Entry) -> None:
    """By whatever entry the page starts."""
    html = ask(page(is_inspected=True, entry=entry), "/").text
    assert html.count(f'href="{ARCHIVE}"') == 1
    assert html.count('href="/inspector/"') == 1


def test_the_recorder_gets_an_interpreter_with_files(ask: Ask) -> None:
    """The launcher's own MicroPython has none."""
    html = ask(page(is_inspected=True), "/").text
    preloaded = " ".join(re.findall(r'<link [^>]*href="([^"]*)"', html))
    assert "auth.mpy.bin" in preloaded
    assert "launcher." not in preloaded


def test_any_other_page_is_what_it_was(ask: Ask) -> None:
    """Without the inspector nothing on the page speaks of it, and none of its files is served."""
    plain = page(is_inspected=False)
    assert "inspect" not in ask(plain, "/").text
    assert [path for path in EVERYTHING if ask(plain, path).status_code != 404] == []
    for path in sorted(ADDRESSES):
        assert ask(plain, path).text == ask(plain, "/").text


@pytest.mark.parametrize("path", sorted(ADDRESSES))
def test_the_inspectors_page_is_protected_like_the_apps(ask: Ask, path: str) -> None:
    """The same policy, an import map of its own, checked scripts, and nothing stored."""
    answer = ask(page(is_inspected=True), path)
    assert "<title>Inspector" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]
    assert 'type="importmap"' in answer.text
    assert 'static/boot.js" integrity="sha256-' in answer.text


@pytest.mark.parametrize("path", EVERYTHING)
def test_its_files_are_asked_for_again_each_time(ask: Ask, path: str) -> None:
    """An edit needs a reload, nothing else."""
    answer = ask(page(is_inspected=True), path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] in ("no-cache", "no-store")


def test_the_archive_has_the_modules_and_not_the_program(ask: Ask) -> None:
    """The program is fetched by itself, like the app's."""
    content = ask(page(is_inspected=True), ARCHIVE).content
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert names == sorted(modules(ROOT))
    assert "inspector/recorder/switched_on.py" in names
    assert "inspector/main.py" not in names


@pytest.mark.parametrize(
    "path", ["/inspector/draw.py", "/inspector/recorder/tape.py", "/inspector/x"]
)
def test_nothing_else_of_it_is_served_alone(ask: Ask, path: str) -> None:
    """The list of what is public stays short."""
    answer = ask(page(is_inspected=True), path)
    assert answer.status_code == 404 or "<title>Inspector" not in answer.text
    assert not answer.text.startswith('"""')


def test_a_page_with_a_footer_gets_no_second_one() -> None:
    """The link goes where the page has its others."""
    html = with_inspector("<html>\n    </main>\n    <footer>\n    </footer>\n</html>")
    assert html.count("</footer>") == 1
    assert "/inspector/" in html


def test_a_page_without_the_usual_places_is_left_alone() -> None:
    """A page of somebody's own, written otherwise, is served as it is."""
    assert with_inspector("<p>hello</p>") == "<p>hello</p>"


@pytest.mark.parametrize(("options", "found"), [([], 200), (["--no-inspector"], 404)])
def test_one_option_leaves_the_inspector_out(ask: Ask, options: list[str], found: int) -> None:
    """`serve.py` has it beside the page unless it is told not to."""
    configuration = read_configuration(ROOT / "pyscript.toml")
    site = command._compose(make_parser().parse_args(options), configuration)
    assert ask(site.apps[8000], ARCHIVE).status_code == found
