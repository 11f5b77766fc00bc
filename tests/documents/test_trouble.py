"""docs/trouble.md has every error class and every message of the page."""

import inspect
import re
from collections.abc import Iterator

import pytest

from auth import errors
from auth.session.states import REASONS
from tests.documents.blocks import table_column
from tests.project.modules import ROOT
from tests.project.test_texts import ENGLISH

TEXT = (ROOT / "docs" / "trouble.md").read_text("utf-8")
OF_THE_PAGE = (
    *("page_failed", "no_script", "unstarted"),
    *("trouble_failed", "trouble_slow", "trouble_app", "trouble_browser"),
)
KINDS = [name for name, _ in inspect.getmembers(errors, inspect.isclass)]


def sentences() -> Iterator[str]:
    """Yield the page's error messages in English."""
    messages = (ROOT / "auth" / "page" / "messages.py").read_text("utf-8")
    for name in (*re.findall(r'"([a-z_]+)"', messages), *OF_THE_PAGE):
        if name in ENGLISH:
            yield ENGLISH[name].partition("{")[0].strip()


SENTENCES = sorted(set(sentences()))


def test_every_error_class_has_one_row() -> None:
    """The table has exactly the classes of `auth.errors`."""
    assert sorted(cell.strip("`") for cell in table_column(TEXT, "class")) == sorted(KINDS)


def test_the_sentences_are_found() -> None:
    """The search finds messages of each kind."""
    assert len(SENTENCES) > 12
    for part in ("cancelled", "It said:", "reload it", "WebAssembly", "unusually long"):
        assert any(part in sentence for sentence in SENTENCES)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_explained(sentence: str) -> None:
    """The message is in a table exactly as the page shows it."""
    shown = [*table_column(TEXT, "sentence"), *table_column(TEXT, "what you see")]
    assert any(sentence in cell for cell in shown)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_for_an_end_is_explained(reason: str) -> None:
    """Each value of `session.reason` has a row."""
    assert any(f"`{reason}`" in cell for cell in table_column(TEXT, "reason"))
