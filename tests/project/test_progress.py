"""Progress shows while a page starts, and on no page afterwards."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.project.modules import ROOT

PAGES = [
    ROOT / "index.html",
    ROOT / "inspector" / "index.html",
    *sorted((ROOT / "examples").glob("*/index.html")),
]
RULE = ':root:not([data-session="booting"]) .progress { display: none; }'
VOID = {"meta", "link", "img", "input", "br", "hr", "source", "wbr", "path", "circle"}


class Outline(HTMLParser):
    """The classes around each `<progress>`, the initial state, and the style sheets of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.state: str | None = None
        self.sheets: list[str] = []
        self.around: list[set[str]] = []
        self._open: list[tuple[str, set[str]]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the classes that are open."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.state = given.get("data-session")
        if given.get("rel") == "stylesheet":
            self.sheets.append(given["href"])
        if tag == "progress":
            self.around.append({name for _, names in self._open for name in names})
        if tag not in VOID:
            self._open.append((tag, set(given.get("class", "").split())))

    def handle_endtag(self, tag: str) -> None:
        """Remove the classes that are closed."""
        while self._open and self._open.pop()[0] != tag:
            pass


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name or "app")
def test_what_shows_progress_is_what_the_style_sheet_hides(path: Path) -> None:
    """Each bar is in an element of the class that goes when the page has started."""
    page = Outline(path)
    assert page.state == "booting"
    assert "/static/page.css" in page.sheets
    assert page.around
    assert all("progress" in classes for classes in page.around)


def test_the_style_sheet_hides_progress() -> None:
    """In every state but the first."""
    assert RULE in (ROOT / "static" / "page.css").read_text(encoding="utf-8")


def test_the_inspectors_style_sheet_styles_nothing_that_is_not_there() -> None:
    """Each id and class in it is in the page, in a module that makes elements, or in a script."""
    sheet = (ROOT / "inspector" / "inspector.css").read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", sheet, flags=re.DOTALL)
    names = set(re.findall(r"[#.]([a-zA-Z][\w-]*)", rules))
    sources = [
        *(ROOT / "inspector").rglob("*.py"),
        ROOT / "inspector" / "index.html",
        ROOT / "index.html",
    ]
    text = " ".join(source.read_text(encoding="utf-8") for source in sources)
    known = set(re.findall(r"[\w-]+", text))
    assert {name for name in names - known if not name.startswith("seq-")} == set()
    assert "progress" in names
