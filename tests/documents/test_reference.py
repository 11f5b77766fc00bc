"""The API reference is complete and has no dead links."""

import ast
import re
import sys
from pathlib import Path

import pytest

from docs.__main__ import PUBLIC, write_reference
from docs.public import public_names
from tests.documents.links import Html, dead_links
from tests.project.modules import AUTH

PARTS_OF_A_PAGE = {"arguments", "attributes", "navtoggle", "raises", "returns", "togglestate"}
"""Anchors that are no names."""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the reference into a temporary folder."""
    folder = tmp_path_factory.mktemp("reference")
    write_reference(folder)
    return folder


def page_of(reference: Path, module: str) -> str:
    """Return the HTML of a module's page."""
    return reference.joinpath(*module.split(".")).with_suffix(".html").read_text("utf-8")


def test_no_link_is_dead(reference: Path) -> None:
    """All links between pages and to names on them work."""
    pages = sorted(reference.rglob("*.html"))
    assert len(pages) > len(PUBLIC)
    assert {page.name: dead for page in pages if (dead := dead_links(page))} == {}


def test_nothing_is_loaded_from_elsewhere(reference: Path) -> None:
    """Pages load no script, style sheet or image from another origin."""
    pages = [page.read_text("utf-8") for page in reference.rglob("*.html")]
    assert not [page for page in pages if re.search(r'<(link|script|img)[^>]+"(https?:)?//', page)]


def test_the_index_leads_to_every_module(reference: Path) -> None:
    """The first page lists every public module."""
    links = Html((reference / "index.html").read_text("utf-8")).links
    assert [module for module in PUBLIC if f"{module.replace('.', '/')}.html" not in links] == []


@pytest.mark.parametrize("module", PUBLIC)
def test_every_exported_name_has_its_place(reference: Path, module: str) -> None:
    """A public module's page has an anchor for each name in its `__all__`, and for no other."""
    anchors = {one for one in Html(page_of(reference, module)).anchors if "." not in one}
    names = set(public_names()[module])
    assert names - anchors == set()
    assert {one for one in anchors - names if "-" not in one} <= PARTS_OF_A_PAGE


@pytest.mark.parametrize("name", ["auth.protocol.callback", "auth.calls.aws", "auth.browser"])
def test_a_module_says_what_its_docstring_says(reference: Path, name: str) -> None:
    """A module's page contains the first line of its docstring."""
    [module] = [one for one in AUTH if one.name in (name, f"{name}.__init__")]
    docstring = ast.get_docstring(module.tree)
    assert docstring
    words = docstring.splitlines()[0].split("`")[0].strip()
    assert words.replace("'", "&#39;") in page_of(reference, name).replace("'", "&#39;")


def test_constants_for_type_checkers_are_left_out(reference: Path) -> None:
    """No page lists `TYPE_CHECKING`."""
    pages = sorted(reference.rglob("*.html"))
    assert [page.name for page in pages if "TYPE_CHECKING" in page.read_text("utf-8")] == []


def test_drawings_stay_drawings(reference: Path) -> None:
    """The tree of errors stays a block of preformatted text."""
    assert "<pre><code>AuthError  " in page_of(reference, "auth")


def test_no_page_is_left_behind(reference: Path) -> None:
    """The replaced browser modules are removed afterwards."""
    assert reference.exists()
    assert not [name for name in sys.modules if name in ("js", "auth.browser")]
    assert not hasattr(sys.modules["auth"], "browser")
