"""The page's texts are complete in every language, with the same placeholders."""

import ast
import json
import re
from html.parser import HTMLParser

import pytest

from auth.session.states import REASONS
from tests.project.modules import IN_THE_BROWSER, ROOT, parsed

LANGUAGES = sorted((ROOT / "static" / "texts").glob("*.json"))
PACKAGES = (ROOT / "static" / "packages.js").read_text("utf-8")
BOOT = (ROOT / "static" / "boot.js").read_text("utf-8")


class Texts(HTMLParser):
    """Collects the page's own texts by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._name = ""

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the name of the text that follows."""
        self._name = dict(attrs).get("data-text") or ""

    def handle_data(self, data: str) -> None:
        """Store a text."""
        if self._name:
            self.found[self._name] = data
            self._name = ""


def english() -> dict[str, str]:
    """Read the texts of the page's HTML, of Python's module, and of `packages.js`."""
    page = Texts()
    page.feed((ROOT / "index.html").read_text("utf-8"))
    [table] = [
        ast.literal_eval(node.value)
        for node in parsed(ROOT / "auth" / "page" / "texts.py").tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ENGLISH"
    ]
    [(name, text)] = re.findall(r'TEXT = \{ name: "(.*)", english: "(.*)" \}', PACKAGES)
    assert not page.found.keys() & {*table, name}
    return {**page.found, **table, name: text}


ENGLISH = english()


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda path: path.stem)
def test_a_language_has_every_text_and_no_other(file: object) -> None:
    """Each has the same placeholders as in English, and the language has a direction."""
    texts = json.loads((ROOT / str(file)).read_text("utf-8"))
    assert texts.pop("direction") in ("ltr", "rtl")
    assert texts.keys() == ENGLISH.keys()
    gaps = {name: set(re.findall(r"{\w+}", text)) for name, text in texts.items()}
    assert gaps == {name: set(re.findall(r"{\w+}", text)) for name, text in ENGLISH.items()}


def test_every_language_is_offered() -> None:
    """The page lists every language, and its footer links to each."""
    html = (ROOT / "index.html").read_text("utf-8")
    names = [file.stem for file in LANGUAGES]
    assert f'data-languages="{" ".join(names)}"' in html
    assert all(f'href="?lang={name}"' in html for name in ("en", *names))


def test_every_text_of_python_is_asked_for_by_a_name_that_exists() -> None:
    """Literal names exist, and so do names that are made of a state or a reason."""
    modules = [*IN_THE_BROWSER, parsed(ROOT / "main.py")]
    asked = {
        node.args[0].value
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("text", "_text", "announcer.say", "self.say")
        and isinstance(node.args[0], ast.Constant)
    }
    made = {f"ended_{reason}" for reason in REASONS}
    made |= {f"state_{state}" for state in ("signed_in", "renewing", "offline", "expiring")}
    assert asked
    assert asked | made <= ENGLISH.keys()
