"""README.md and docs/client.md: the two commands, the program, times, methods and states."""

import re

import pytest

from auth.client import AuthClient
from auth.session.events import EVENTS
from auth.session.states import REASONS, TRANSITIONS
from docs.session_diagram import mermaid
from tests.documents.blocks import BLOCKS, DOCUMENTS
from tests.project.modules import ROOT

FOR_PAGES = ("start", "hand_over")
"""Methods that `auth.page.Page` calls, not the app."""

FIRST_SCREEN_LINES = 50
MEASURED = {
    "from opening the page to Cognito's sign-in page": "page requested → `/login` requested, warm",
    "from the callback to the person's name": "callback → name on screen, warm",
    "from the callback to the API's first response": (
        "callback → first API response on screen, warm"
    ),
}
CLIENT = (ROOT / "docs" / "client.md").read_text("utf-8")
METHODS = [name for name in vars(AuthClient) if not name.startswith("_") and name not in FOR_PAGES]


def rows_of(document: str) -> list[list[str]]:
    """Return the rows of a document's tables, each a list of cells."""
    lines = (ROOT / document).read_text("utf-8").splitlines()
    return [[cell.strip() for cell in one.split("|")[1:-1]] for one in lines if one[:1] == "|"]


def milliseconds(cell: str) -> float:
    """Return a time in the summary of docs/performance.md, which groups digits by spaces."""
    return float(re.sub(r"\s", "", cell))


def test_the_readme_gives_two_commands() -> None:
    """One runs the app and one all tests; both are on the first screen."""
    blocks = [block for block in BLOCKS if block.document == ROOT / "README.md"]
    assert [(block.language, block.text.strip()) for block in blocks[:2]] == [
        ("sh", "pip install uv && uv run serve.py"),
        ("sh", "pip install uv && uv run --group dev -m tests"),
    ]
    assert [block.language for block in blocks[2:]] == ["python"]
    assert blocks[-1].line < FIRST_SCREEN_LINES


def test_the_program_shown_is_an_example() -> None:
    """The README shows a file of the repository as it is; tests/e2e/test_examples.py runs it."""
    [program] = [one for one in BLOCKS if one.place.startswith("README.md") and one.needs == "page"]
    assert program.text == (ROOT / "examples" / "smallest" / "main.py").read_text("utf-8")


def test_speed_is_what_the_measurements_say() -> None:
    """Each time in the README is one of the summary in docs/performance.md, in seconds."""
    told = {row[0]: row[1:] for row in rows_of("README.md") if row[0].startswith("from ")}
    measured = {row[0]: row[1:] for row in rows_of("docs/performance.md")}
    assert len(told) == len(MEASURED)
    for said, name in MEASURED.items():
        launcher, py, _, stock = measured[name]
        expected = [f"{milliseconds(one) / 1000:.1f}" for one in (launcher, py, stock)]
        assert [one.strip("*") for one in told[said]] == expected


def test_continuous_integration_runs_the_readme_command() -> None:
    """.ci/run runs the same command that the README shows."""
    assert "uv run --group dev -m tests" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("method", METHODS)
def test_every_client_method_is_documented(method: str) -> None:
    """docs/client.md has every public method of AuthClient."""
    assert f"client.{method}" in CLIENT


@pytest.mark.parametrize("word", [*sorted(TRANSITIONS), *EVENTS, *REASONS])
def test_every_state_event_and_reason_is_documented(word: str) -> None:
    """docs/client.md has every value of `data-session`, every event and every reason."""
    assert re.search(rf'[`"]{word}[`"]', CLIENT)


def test_the_state_diagram_is_the_table() -> None:
    """ARCHITECTURE.md shows the diagram that is generated from the table of states."""
    document = ROOT / "ARCHITECTURE.md"
    [drawing] = [one for one in BLOCKS if (one.language, one.document) == ("mermaid", document)]
    assert drawing.text.strip() == mermaid()


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_no_merge_was_left_half_done(document: object) -> None:
    """No document contains conflict markers."""
    text = (ROOT / str(document)).read_text("utf-8")
    assert not re.search(r"^(<<<<<<<|=======|>>>>>>>)", text, re.MULTILINE)
