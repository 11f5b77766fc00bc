"""The tags that `with_head` adds to a page."""

import pytest

from server.page import ENTRY_TAGS
from server.page_head import HEAD, with_head


def page(tag: str) -> str:
    """Return a document with a program."""
    return f"<html>\n  <head>\n    {tag}\n  </head>\n</html>"


def test_a_page_with_the_launcher_gets_all_of_them() -> None:
    """Before the end of its head, and once."""
    html = with_head(page(ENTRY_TAGS["launcher"]))
    assert HEAD in html
    assert html.index(HEAD) < html.index("</head>")
    assert with_head(html) == html


@pytest.mark.parametrize("entry", ["py", "mpy"])
def test_a_page_without_the_launcher_loads_nothing_for_it(entry: str) -> None:
    """It starts PyScript itself."""
    html = with_head(page(ENTRY_TAGS[entry]))  # type: ignore[index]
    assert 'src="/static/boot.js"' in html
    assert '<py-config src="/pyscript.toml">' in html
    assert "preload" not in html
    assert "ahead.js" not in html


def test_a_document_without_a_program_stays_as_it_is() -> None:
    """Such as the one for pages that are not there."""
    html = page('<script src="/other.js"></script>')
    assert with_head(html) == html
