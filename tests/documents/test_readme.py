"""The documents say what the code does: commands, settings, methods, diagram, examples."""

import ast
import re
from pathlib import Path

import pytest

from auth.client import AuthClient
from auth.config import _KEYS
from auth.session import TRANSITIONS, mermaid

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
FOR_PAGES = ("start", "came_back", "hand_over")
"""What `auth.browser.Page` calls on the app's behalf."""

README = (ROOT / "README.md").read_text()


def code_blocks(text: str, language: str) -> list[str]:
    """Give the fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_readme_gives_two_commands() -> None:
    """One command runs the app, one passes all tests, and both exist as files."""
    commands = "".join(code_blocks(README, "sh"))
    assert "pip install uv && uv run serve.py" in commands
    assert "pip install uv && uv run -m tests" in commands
    assert (ROOT / "serve.py").is_file()
    assert (ROOT / "tests" / "__main__.py").is_file()


def test_continuous_integration_runs_the_readme_command() -> None:
    """What proves the project here is what a newcomer types."""
    assert "uv run -m tests" in (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize("block", code_blocks(README, "python"))
def test_every_python_example_compiles(block: str) -> None:
    """No example in the README is beyond a Python parser."""
    compile(block, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pytest.mark.parametrize("key", _KEYS)
def test_every_setting_is_documented(key: str) -> None:
    """The README's table has a row for each key of [auth]."""
    assert f"`{key}`" in README


def test_every_setting_named_in_the_readme_exists() -> None:
    """The README's table has no row for a key that is not read."""
    table = README.split("| key | meaning | default |")[1].split("\n\n")[0]
    named = {
        key
        for row in table.splitlines()
        for key in re.findall(r"`(\w+)`", row.split("|")[1] if row.count("|") > 2 else "")
    }
    assert named <= set(_KEYS)


@pytest.mark.parametrize(
    "method",
    [name for name in vars(AuthClient) if not name.startswith("_") and name not in FOR_PAGES],
)
def test_every_client_method_is_documented(method: str) -> None:
    """Each public name of AuthClient stands in the README or in ARCHITECTURE."""
    text = README + (ROOT / "ARCHITECTURE.md").read_text()
    assert re.search(rf"\b{method}\b", text)


def test_the_state_diagram_is_the_table() -> None:
    """ARCHITECTURE.md shows the diagram that the session's table draws."""
    (drawing,) = code_blocks((ROOT / "ARCHITECTURE.md").read_text(), "mermaid")
    assert drawing.strip() == mermaid()


@pytest.mark.parametrize("state", sorted(TRANSITIONS))
def test_every_state_is_documented(state: str) -> None:
    """A style sheet's author finds each value of data-session in the README."""
    assert f"`{state}`" in README


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    """Relative links in the documents name files that exist."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_merge_was_left_half_done(document: Path) -> None:
    """Both sides of a conflict are never in a document."""
    assert not re.search(r"^(<<<<<<<|=======|>>>>>>>)", document.read_text(), re.MULTILINE)
