"""The README and what it leads to: the two commands, every method, every state, the diagram."""

import re

import pytest

from auth.client import AuthClient
from auth.session.events import EVENTS
from auth.session.states import REASONS, TRANSITIONS, mermaid
from tests.documents.blocks import BLOCKS, DOCUMENTS
from tests.project.modules import ROOT

FOR_PAGES = ("start", "hand_over")
"""What `auth.page.Page` calls on the app's behalf."""

FIRST_SCREEN_LINES = 50
CLIENT = (ROOT / "docs" / "client.md").read_text("utf-8")
METHODS = [name for name in vars(AuthClient) if not name.startswith("_") and name not in FOR_PAGES]


def test_the_readme_gives_two_commands() -> None:
    """One command runs the app, one passes all tests, and both are on the first screen."""
    blocks = [block for block in BLOCKS if block.document == ROOT / "README.md"]
    assert [(block.language, block.text.strip()) for block in blocks[:2]] == [
        ("sh", "pip install uv && uv run serve.py"),
        ("sh", "pip install uv && uv run --group dev -m tests"),
    ]
    assert [block.language for block in blocks[2:]] == ["python"]
    assert blocks[-1].line < FIRST_SCREEN_LINES


def test_continuous_integration_runs_the_readme_command() -> None:
    """What proves the project here is what a newcomer types."""
    assert "uv run --group dev -m tests" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("method", METHODS)
def test_every_client_method_is_documented(method: str) -> None:
    """Each public name of AuthClient stands in the client's vocabulary."""
    assert f"client.{method}" in CLIENT


@pytest.mark.parametrize("word", [*sorted(TRANSITIONS), *EVENTS, *REASONS])
def test_every_state_event_and_reason_is_documented(word: str) -> None:
    """A style sheet's author finds each value of data-session, an app's each event and reason."""
    assert re.search(rf'[`"]{word}[`"]', CLIENT)


def test_the_state_diagram_is_the_table() -> None:
    """ARCHITECTURE.md shows the diagram that the session's table draws."""
    document = ROOT / "ARCHITECTURE.md"
    [drawing] = [one for one in BLOCKS if (one.language, one.document) == ("mermaid", document)]
    assert drawing.text.strip() == mermaid()


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_no_merge_was_left_half_done(document: object) -> None:
    """Both sides of a conflict are never in a document."""
    text = (ROOT / str(document)).read_text("utf-8")
    assert not re.search(r"^(<<<<<<<|=======|>>>>>>>)", text, re.MULTILINE)
