"""The files of a new project: an example's, with the few replacements that are named here."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from auth.calls.account_api import SCOPE
from server import account_page
from server.errors import CannotStart
from server.new_project.names import COMMAND, DISTRIBUTION, EXTRAS, version
from server.new_project.pool import Pool, production_toml
from server.page import ENTRY_TAGS, start_tag
from server.runtimes import ROOT

EXAMPLES = ROOT / "examples"
COMMON = {
    "AGENTS.md": "AGENTS.md",
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "publish.yml": ".github/workflows/publish.yml",
}
"""The files of `examples/project`, and what they are called in a new project."""

# In HTML, Markdown or PyScript's TOML.
_SPECIAL = frozenset("\"\\<>&`*[]{}|$#'")
_TITLE = re.compile(r"<title>(.+)</title>")
_API_LINE = "- The API is `app.py`: `uvicorn app:app --port 9000` in a second terminal.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person chose.

    Attributes:
        title: What the page is called.
        on_micropython: Whether the app runs on MicroPython instead of Pyodide.
        with_fastapi: Whether there is an API of its own, in FastAPI.
        with_account: Whether there is an account page.
        pool: The user pool of the published page.
    """

    title: str
    on_micropython: bool = False
    with_fastapi: bool = False
    with_account: bool = False
    pool: Pool = field(default_factory=Pool)

    @property
    def example(self) -> str:
        """The folder in `examples/` that the project is copied from."""
        if self.with_fastapi:
            return "fastapi_backend"
        return "micropython_only" if self.on_micropython else "smallest"


def title_of(folder: Path) -> str:
    """Return the name of the project in a folder: the folder's, without special characters.

    Raises:
        CannotStart: The folder's name has no letter and no digit.
    """
    kept = [" " if one in _SPECIAL or not one.isprintable() else one for one in folder.name]
    title = " ".join("".join(kept).split())
    if not any(map(str.isalnum, title)):
        raise CannotStart(
            f"{folder}: the name of the folder becomes the name of the project, so it needs a "
            "letter or a digit. Choose another folder."
        )
    return title


def project_files(choices: Choices) -> dict[str, str]:
    """Return the files of a new project, by their path in it.

    Raises:
        CannotStart: A setting of the user pool is invalid.
    """
    files = _example_files(choices)
    if choices.with_account:
        files |= _account_files(choices)
    files["pyscript.toml"] = _development_toml(choices)
    files["production.toml"] = production_toml(files["pyscript.toml"], choices.pool)
    files["requirements.txt"] = _requirements(choices)
    for name, target in COMMON.items():
        files[target] = _with_names((EXAMPLES / "project" / name).read_text("utf-8"), choices)
    return dict(sorted(files.items()))


def _example_files(choices: Choices) -> dict[str, str]:
    folder = EXAMPLES / choices.example
    found = [*folder.glob("*.py"), folder / "index.html"]
    files = {file.name: file.read_text("utf-8") for file in found if file.name != "__init__.py"}
    files["index.html"] = _page(files["index.html"], choices)
    return files


def _account_files(choices: Choices) -> dict[str, str]:
    names = [account_page.DOCUMENT[1:], account_page.PROGRAM[1:]]
    files = {name: (ROOT / name).read_text("utf-8") for name in names}
    if choices.on_micropython:
        program = account_page.PROGRAM
        launcher, app = start_tag("launcher", program), start_tag("mpy", program)
        files[names[0]] = replaced(files[names[0]], launcher, app)
    return files


def _page(html: str, choices: Choices) -> str:
    found = _TITLE.search(html)
    assert found is not None  # every example has a title
    html = html.replace(found[1], choices.title)
    if choices.with_fastapi and not choices.on_micropython:
        html = replaced(html, ENTRY_TAGS["mpy"], ENTRY_TAGS["launcher"])
    return html


def _development_toml(choices: Choices) -> str:
    own = EXAMPLES / choices.example / "pyscript.toml"
    usual = EXAMPLES / "smallest" / "pyscript.toml"
    text = (own if own.is_file() else usual).read_text("utf-8")
    if choices.with_account:
        text = replaced(text, 'scopes = ["openid", ', f'scopes = ["openid", "email", "{SCOPE}", ')
    lines = text.splitlines(keepends=True)
    about = "# The stand-in for Cognito on this machine. The published page has production.toml.\n"
    return "".join([about, f'name = "{choices.title}"\n', *lines[1:]])


def _requirements(choices: Choices) -> str:
    extras = f"{EXTRAS},fastapi" if choices.with_fastapi else EXTRAS
    return f"{DISTRIBUTION}[{extras}]=={version()}\npytest>=8\n"


def _with_names(text: str, choices: Choices) -> str:
    text = text.replace("{{title}}", choices.title).replace("{{command}}", COMMAND)
    return text.replace("{{api}}\n", _API_LINE if choices.with_fastapi else "")


def replaced(text: str, found: str, new: str) -> str:
    """Return `text` with another string in place of `found`, which it contains."""
    assert found in text, found  # tests make every kind of project
    return text.replace(found, new)
