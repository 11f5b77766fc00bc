"""Links and mentions of files and headings lead somewhere, in documents, code and messages."""

from pathlib import Path

import pytest

from tests.documents.blocks import DOCUMENTS
from tests.documents.links import anchors_in_markdown, dead_links
from tests.documents.mentions import sources, stale_mentions
from tests.project.modules import ROOT

GUIDE = ROOT / "docs"
HERE = [
    path
    for path in DOCUMENTS
    if path.parent in (GUIDE, GUIDE / "internals") and path.name != "README.md"
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_link_of_a_document_is_dead(document: Path) -> None:
    """Linked files exist and have the linked headings."""
    assert dead_links(document) == []


@pytest.mark.parametrize("document", HERE, ids=lambda path: path.relative_to(GUIDE).as_posix())
def test_the_index_has_every_document(document: Path) -> None:
    """docs/README.md links to every document of the guide."""
    assert f"({document.relative_to(GUIDE).as_posix()})" in (GUIDE / "README.md").read_text("utf-8")


def test_anchors_are_those_of_github() -> None:
    """They are in lower case, without punctuation, and numbered if a heading repeats."""
    text = "# What `client` can do\n## It's [a](b), _c_\n## Twice\n## Twice\n```sh\n# no\n```\n"
    assert anchors_in_markdown(text) == {"what-client-can-do", "its-a-_c_", "twice", "twice-1"}


@pytest.mark.parametrize(
    "link", ["missing.md", "b.md#missing", "#missing", "b.md#no", "c.html#missing"]
)
def test_a_dead_link_is_found(tmp_path: Path, link: str) -> None:
    """In the same document, in another one, and in an HTML page."""
    (tmp_path / "b.md").write_text("# B\n```sh\n# no\n```\n")
    (tmp_path / "c.html").write_text('<p id="here"><a href="b.md#b">b</a></p>')
    alive = "[1](b.md#b) [2](#a) [3](c.html#here) [4](https://example.com/x) `[5](x.md)`"
    document = tmp_path / "a.md"
    document.write_text(f"# A\n{alive} [6]({link})\n<!-- [7](x.md) -->\n")
    assert dead_links(document) == [link]
    assert dead_links(tmp_path / "c.html") == []


def test_no_mention_is_stale() -> None:
    """Files and headings that documents, docstrings and messages name exist."""
    found = {path: stale for path, text in sources() if (stale := stale_mentions(text))}
    assert found == {}


STALE = [
    "docs/missing.md says more",
    "tried in `tests/unit/missing.py`",
    "NOWHERE.md has it",
    'see "Missing" in docs/a.md',
    "see docs/a.md#missing",
    "the table in docs/a.md describes every key",
]


@pytest.mark.parametrize("text", STALE)
def test_a_stale_mention_is_found(tmp_path: Path, text: str) -> None:
    """Whether it names a file, a heading or a table."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# A title\n")
    assert stale_mentions(text, tmp_path)
    fine = 'docs/a.md, a.md, "A title" in docs/a.md, docs/a.md#a-title, a/x/y.py, auth/page.Page'
    assert stale_mentions(fine, tmp_path) == []
