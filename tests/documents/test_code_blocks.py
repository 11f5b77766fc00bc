"""Every block of code in every document runs, or a parser of its language accepts it."""

import asyncio
from itertools import groupby
from pathlib import Path

import pytest

from server import arguments
from tests.documents import commands
from tests.documents.blocks import BLOCKS, DOCUMENTS, Block, blocks_of, table_column
from tests.documents.commands import check, check_script, commands_in
from tests.documents.contexts import CONTEXTS, CONTINUED, run_chain, run_row
from tests.documents.languages import CHECKS
from tests.project.modules import ROOT

HERE = ROOT / "README.md"
ROWS = [
    (document, cell.strip("`"))
    for document in DOCUMENTS
    for title in ("in Python", "in a page")
    for cell in table_column(document.read_text("utf-8"), title)
    if cell.startswith("`")
]


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in the repository's root folder."""
    monkeypatch.chdir(ROOT)


def chains(blocks: list[Block]) -> list[list[Block]]:
    """Return the blocks of Python, each with the blocks that continue it."""
    found: list[list[Block]] = []
    for _, together in groupby(blocks, lambda block: block.document):
        for block in (one for one in together if one.language == "python"):
            if block.needs == CONTINUED and found and found[-1][0].document == block.document:
                found[-1].append(block)
            else:
                found.append([block])
    return found


@pytest.mark.parametrize("chain", chains(BLOCKS), ids=lambda chain: str(chain[0]))
def test_python_runs(chain: list[Block]) -> None:
    """A block and those that continue it run in the context that the first one names."""
    first = chain[0].needs
    assert first in CONTEXTS, f"{first!r}: expected one of {list(CONTEXTS)}, see contexts.py"
    asyncio.run(run_chain(chain))


@pytest.mark.parametrize(("document", "line"), ROWS, ids=lambda part: getattr(part, "name", part))
def test_a_row_of_a_table_runs(document: Path, line: str) -> None:
    """A row below "in Python" runs as it is in a page where somebody is signed in."""
    asyncio.run(run_row(line, document))


@pytest.mark.parametrize("block", [one for one in BLOCKS if one.language != "python"], ids=str)
def test_other_languages_are_read(block: Block) -> None:
    """Commands, settings and markup work when somebody copies them."""
    assert block.language in CHECKS, (
        f"{block.place}: write the language after the fence; tests/documents/languages.py has "
        f"python, {', '.join(CHECKS)}"
    )
    CHECKS[block.language](block)


def block(language: str, text: str, needs: str = "") -> Block:
    """Build a block that is in no document."""
    return Block(HERE, 1, language, needs, text)


FAULTS: list[tuple[str, str]] = [
    ("sh", "uv run serve.py --prot 9000"),
    ("sh", "uv run serve.py dance"),
    ("sh", "cognito-sign-in dance"),
    ("sh", "cognito-sign-in new my-app --django"),
    ("sh", "cognito-sign-in serve --prot 9000"),
    ("sh", "cognito-stand-in --prot 9000 > log &"),
    ("sh", "uv run --group dev -m bench.missing"),
    ("sh", "uv run --group dev -m bench --loudly"),
    ("sh", "uv run missing.py"),
    ("sh", "uv dance"),
    ("sh", "uv run --group dev uvicorn examples.missing:app"),
    ("sh", "uv run uvicorn server.page:missing"),
    ("sh", "cat docs/missing.md"),
    ("sh", "frobnicate --all"),
    ("sh", "if true; then"),
    ("sh", "aws cognito-idp dance"),
    ("sh", "aws cognito-idp describe-user-pool --pool eu-west-1_A"),
    ("toml", 'scopes = ["email"]'),
    ("toml", '[auth]\nclient_secret = "x"'),
    ("toml", "max_session_seconds = 1_000"),
    ("html", "<p><b></p>"),
    ("html", '<p onclick="x()"></p>'),
    ("html", "<script>x()</script>"),
    ("html", '<script src="/static/missing.js"></script>'),
    ("html", "<p>"),
    ("javascript", "const = 1"),
    ("json", "{,}"),
]
OVERRIDE = "aws cloudformation deploy --template-file infra/cognito.yaml --parameter-overrides {}"


@pytest.mark.parametrize(("language", "text"), FAULTS, ids=[text for _, text in FAULTS])
def test_a_fault_is_found(language: str, text: str) -> None:
    """Each check finds an error."""
    with pytest.raises(Exception, match=r"."):
        CHECKS[language](block(language, text))


@pytest.mark.parametrize("override", ["Missing=1", "SelfSignUp=perhaps"])
def test_a_templates_parameters_are_checked(override: str) -> None:
    """A parameter that does not exist and a value that is not allowed are errors."""
    with pytest.raises(Exception, match=override.partition("=")[0]):
        CHECKS["sh"](block("sh", OVERRIDE.format(override)))


FAILING_HANDLER = """
from auth.page import Page
page = Page()
@page.on_click("x")
async def click():
    await page.client.fetch("https://elsewhere.example/")
await page.start()
"""
PROGRAMS: dict[str, tuple[str, str]] = {
    "an undefined name": ("", "print(client)"),
    "a file that only the repository has": ("", "open('pyproject.toml')"),
    "a file that does not exist": ("repository", "open('missing.toml')"),
    "a terminal program that asks for nothing": ("terminal", "print('hello')"),
    "a page that never starts": ("page", "from auth.page import Page"),
    "a handler that fails": ("page", FAILING_HANDLER),
    "a method that is not there": ("client", "await client.sing_in()"),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_that_fails_is_found(program: str) -> None:
    """Every context reports what fails."""
    needs, text = PROGRAMS[program]
    with pytest.raises((NameError, AssertionError, AttributeError)):
        asyncio.run(run_chain([block("python", text, needs)]))


def test_a_script_is_split_into_commands() -> None:
    """Assignments, comments, continued lines and several commands on a line are handled."""
    script = "A=1 B=2 cd docs && uv run \\\n  serve.py # and more\necho 'a && b' | cat"
    assert list(commands_in(script)) == [
        ["cd", "docs"],
        ["uv", "run", "serve.py"],
        ["echo", "a && b"],
        ["cat"],
    ]
    check(["uv", "run", "serve.py", "--port", "9000"])


def test_options_are_looked_up_in_a_programs_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of serve.py with its own `--help` accepts the options in it, and no other."""
    monkeypatch.setattr(arguments, "COMMANDS", "serve.py dance     has its own --help")
    monkeypatch.setattr(commands, "help_of", {"dance": "--slowly, -s"}.__getitem__)
    check(["uv", "run", "serve.py", "dance", "--slowly"])
    with pytest.raises(AssertionError, match="dance has no --fast"):
        check(["uv", "run", "serve.py", "dance", "--fast"])


def test_functions_of_a_script_are_commands() -> None:
    """Its own functions, keywords and substitutions are accepted."""
    check_script(
        'say() {\n  echo "$1"\n}\nif say a; then now=$(uv run --group dev -m bench); say "$now"; fi'
    )


MARKDOWN = """\
<!--
```python
hidden()
```
-->
1. A list:

   ```python client
   here()
   ```

| a | in Python |
|---|---|
| `x` | `one()` |
| y | |

| in Python |
|---|
| `two(a \\| b)` |
"""


def test_blocks_and_tables_are_found() -> None:
    """They have the right line; comments are skipped."""
    [found] = blocks_of(HERE, MARKDOWN)
    assert (found.line, found.needs, found.text) == (8, "client", "here()\n")
    assert table_column(MARKDOWN, "in Python") == ["`one()`", "", "`two(a | b)`"]


def test_a_block_continues_the_one_before_it() -> None:
    """Also if other blocks are between them."""
    blocks = [block("python", "x = 1"), block("sh", ""), block("python", "x", CONTINUED)]
    assert [len(chain) for chain in chains(blocks)] == [2]
    asyncio.run(run_chain(chains(blocks)[0]))
