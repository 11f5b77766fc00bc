"""docs/trouble.md has every error class, and every sentence that people may meet."""

import ast
import inspect
import re
from collections.abc import Iterator

import pytest

from auth import errors
from auth.session import REASONS
from tests.documents.blocks import table_column
from tests.project.modules import ROOT

TEXT = (ROOT / "docs" / "trouble.md").read_text("utf-8")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
KINDS = [name for name, _ in inspect.getmembers(errors, inspect.isclass)]


def sentences() -> Iterator[str]:
    """Give what the page can say: Python's sentences, boot.js's, and what stands in the HTML."""
    for name in ("messages", "page"):
        tree = ast.parse((ROOT / "auth" / "browser" / f"{name}.py").read_text("utf-8"))
        documentation = {
            ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, DOCUMENTED)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                is_sentence = re.match(r"[A-Z].*[a-z][.:] ?$", node.value)
                if is_sentence and inspect.cleandoc(node.value) not in documentation:
                    yield node.value.strip()
    yield from re.findall(r'fail\("([^"]+)"\)', (ROOT / "static" / "boot.js").read_text("utf-8"))
    yield from re.findall(r"<noscript><p[^>]*>(.+?)</p>", (ROOT / "index.html").read_text("utf-8"))


SENTENCES = sorted(set(sentences()))


def test_every_error_class_has_one_row() -> None:
    """No more and no fewer than there are."""
    assert sorted(cell.strip("`") for cell in table_column(TEXT, "class")) == sorted(KINDS)


def test_the_sentences_are_found() -> None:
    """The search finds what each place says."""
    assert len(SENTENCES) > 12
    for part in ("cancelled", "It said:", "reload it", "WebAssembly", "unusually long"):
        assert any(part in sentence for sentence in SENTENCES)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_explained(sentence: str) -> None:
    """Somebody who searches for what they read finds it, word by word."""
    shown = [*table_column(TEXT, "sentence"), *table_column(TEXT, "what you see")]
    assert any(sentence in cell for cell in shown)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_for_an_end_is_explained(reason: str) -> None:
    """`session.reason` has a row."""
    assert any(f"`{reason}`" in cell for cell in table_column(TEXT, "reason"))
