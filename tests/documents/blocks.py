"""The code in the documents: every fenced block, where it stands, and what it says that it needs.

The first word behind the fence is the language, the second what the block needs:

    ```python client

`contexts.py` beside this has the words for Python, `languages.py` the languages.
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
    """A fenced block: its text, its `language`, and the word for what it `needs`, if any."""

    document: Path
    line: int
    language: str
    needs: str
    text: str

    @property
    def place(self) -> str:
        """Where it stands, as an editor takes it."""
        return f"{self.document.relative_to(ROOT).as_posix()}:{self.line}"

    def __str__(self) -> str:
        return f"{self.place} {self.language} {self.needs}".rstrip()


def blocks_of(document: Path, text: str | None = None) -> Iterator[Block]:
    """Give the blocks of a document in order; `text` stands in for what the file holds."""
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
    """Blank out what no reader sees, line by line."""
    return _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)


def without_blocks(text: str) -> str:
    """Give the prose alone."""
    return _BLOCK.sub("", without_comments(text))


def table_column(text: str, title: str) -> list[str]:
    """Give the cells below each column of that title, in all tables of a document."""
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
    """Split a row of a table; a bar that is escaped belongs to its cell."""
    if not line.startswith("|"):
        return []
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


BLOCKS = [block for document in DOCUMENTS for block in blocks_of(document)]
