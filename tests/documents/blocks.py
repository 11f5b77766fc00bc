"""Finds the code blocks in the documents.

The first word after the fence is the language, the second says what the block needs:

    ```python client

`contexts.py` lists the words for Python, `languages.py` the languages.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.project.modules import ROOT

FOLDERS = ("auth", "bench", "cognito_stand_in", "docs", "examples", "infra", "server")
GENERATED = ROOT / "docs" / "reference"
DOCUMENTS = sorted(
    path
    for path in [
        *ROOT.glob("*.md"),
        *(one for name in FOLDERS for one in ROOT.glob(f"{name}/**/*.md")),
    ]
    if GENERATED not in path.parents
)
_BLOCK = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)\n(?P<text>.*?)^ *(?P=fence) *$",
    re.DOTALL | re.MULTILINE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of code. `needs` is empty or a word of `contexts.CONTEXTS`."""

    document: Path
    line: int
    language: str
    needs: str
    text: str

    @property
    def place(self) -> str:
        """File and line, as editors accept them."""
        return f"{self.document.relative_to(ROOT).as_posix()}:{self.line}"

    def __str__(self) -> str:
        return f"{self.place} {self.language} {self.needs}".rstrip()


def blocks_of(document: Path, text: str | None = None) -> Iterator[Block]:
    """Return the blocks of a document in order; `text` replaces the file's content."""
    whole = without_comments(document.read_text("utf-8") if text is None else text)
    for match in _BLOCK.finditer(whole):
        words = match["info"].split()
        yield Block(
            document=document,
            line=whole.count("\n", 0, match.start()) + 1,
            language=words[0] if words else "",
            needs=" ".join(words[1:]),
            text=textwrap.dedent(match["text"]),
        )


def without_comments(text: str) -> str:
    """Replace HTML comments by as many empty lines."""
    return _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)


def without_blocks(text: str) -> str:
    """Return the text without code blocks and comments."""
    return _BLOCK.sub("", without_comments(text))


def table_column(text: str, title: str) -> list[str]:
    """Return the cells of every column with this title, in all tables of a document."""
    cells: list[str] = []
    position: int | None = None
    for line in without_blocks(text).splitlines():
        row = _cells(line)
        if not row:
            position = None
        elif position is None:
            position = row.index(title) if title in row else -1
        elif position >= 0 and not re.fullmatch(r":?-+:?", row[position]):
            cells.append(row[position])
    return cells


def _cells(line: str) -> list[str]:
    """Split a row of a table; an escaped bar belongs to its cell."""
    if not line.startswith("|"):
        return []
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


BLOCKS = [block for document in DOCUMENTS for block in blocks_of(document)]
