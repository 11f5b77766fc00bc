"""The page's texts are complete in every language, with the same placeholders."""

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from auth.account import errors
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


def texts_of(document: str) -> dict[str, str]:
    """Read the texts of a page's HTML."""
    page = Texts()
    page.feed((ROOT / document).read_text("utf-8"))
    return page.found


def english() -> dict[str, str]:
    """Read the texts of the page's HTML, of Python's module, and of `packages.js`."""
    found = texts_of("index.html")
    [table] = [
        ast.literal_eval(node.value)
        for node in parsed(ROOT / "auth" / "page" / "texts.py").tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ENGLISH"
    ]
    [(name, text)] = re.findall(r'TEXT = \{ name: "(.*)", english: "(.*)" \}', PACKAGES)
    assert not found.keys() & {*table, name}
    return {**found, **table, name: text}


def english_of_the_account() -> dict[str, str]:
    """Read the account page's own texts: those of its HTML, and those of errors."""
    kinds = [getattr(errors, name) for name in errors.__all__]
    found = {kind.text_key: kind.sentence for kind in kinds} | dict(errors._PASSKEY.values())
    found |= texts_of("account.html")
    return {name: text for name, text in found.items() if name not in ENGLISH}


ENGLISH = english()
ENGLISH_OF_THE_ACCOUNT = english_of_the_account()


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda path: path.stem)
def test_a_language_has_every_text_and_no_other(file: object) -> None:
    """Each has the same placeholders as in English, and the language has a direction."""
    texts = json.loads((ROOT / str(file)).read_text("utf-8"))
    assert texts.pop("direction") in ("ltr", "rtl")
    assert texts.keys() == ENGLISH.keys()
    gaps = {name: set(re.findall(r"{\w+}", text)) for name, text in texts.items()}
    assert gaps == {name: set(re.findall(r"{\w+}", text)) for name, text in ENGLISH.items()}


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda path: path.stem)
def test_the_account_page_has_every_text_in_every_language(file: Path) -> None:
    """In a file of its own, which the landing page does not load."""
    texts = json.loads((file.parent / "account" / file.name).read_text("utf-8"))
    assert texts.keys() == ENGLISH_OF_THE_ACCOUNT.keys()
    gaps = {name: set(re.findall(r"{\w+}", text)) for name, text in texts.items()}
    english = ENGLISH_OF_THE_ACCOUNT.items()
    assert gaps == {name: set(re.findall(r"{\w+}", text)) for name, text in english}


def test_texts_that_both_pages_have_are_the_same() -> None:
    """One name has one text."""
    shared = texts_of("account.html").keys() & ENGLISH.keys()
    assert "trouble_failed" in shared
    assert {name: texts_of("account.html")[name] for name in shared} == {
        name: ENGLISH[name] for name in shared
    }


def test_every_language_is_offered() -> None:
    """The page lists every language, and its footer links to each."""
    names = [file.stem for file in LANGUAGES]
    for document in ("index.html", "account.html"):
        html = (ROOT / document).read_text("utf-8")
        assert f'data-languages="{" ".join(names)}"' in html
        assert all(f'href="?lang={name}"' in html for name in ("en", *names))


def test_the_account_page_asks_for_texts_that_exist() -> None:
    """Its program takes them from its own HTML."""
    asked = {
        node.args[0].value
        for node in ast.walk(parsed(ROOT / "account.py").tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("actions.say", "words")
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(asked) > 10
    assert asked <= texts_of("account.html").keys()


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
