"""House rules that no linter knows."""

import ast
import re

import pytest

from tests.project.modules import IN_THE_BROWSER, PRODUCT, ROOT, TESTS, Module, belongs_to

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
# Written apart, so that this file does not contain what it looks for.
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "npmjs" + ".com")
PLACES = re.compile(r"/(?:home|Users|root|work|mnt|tmp)/[a-z]|[A-Z]:\\Users")
PAPERS = [
    path
    for pattern in (
        *("*.md", "*.toml", "*.json", "*.html", "infra/*", "static/*.*"),
        *(
            "auth/**/*.md",
            "cognito_stand_in/*.md",
            "docs/*.md",
            "docs/internals/*.md",
            "examples/**/*.md",
            "examples/*/*.html",
            "examples/*/*.toml",
        ),
        "tests/**/*.mjs",
    )
    for path in sorted(ROOT.glob(pattern))
    if path.is_file()
]


def functions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function and method of a module."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(module.tree) if isinstance(node, kinds)]


@pytest.mark.parametrize("module", PRODUCT, ids=lambda module: module.name)
def test_modules_and_functions_are_short(module: Module) -> None:
    """A module fits in a head, a function on a screen."""
    assert len(module.text.splitlines()) <= MOST_LINES
    long = [
        node.name
        for node in functions(module)
        if (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("module", [*PRODUCT, *TESTS], ids=lambda module: module.name)
def test_names_say_something(module: Module) -> None:
    """No file, class or function is called by a word that fits everything."""
    names = [*module.name.split("."), *(node.name for node in functions(module))]
    names += [node.name for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    words = {word.lower() for name in names for word in re.findall(r"[A-Za-z][a-z]*", name)}
    assert not words & EMPTY_NAMES


@pytest.mark.parametrize("module", [*PRODUCT, *TESTS], ids=lambda module: module.name)
def test_every_module_says_what_it_is(module: Module) -> None:
    """One sentence at the top, ended properly."""
    docstring = ast.get_docstring(module.tree)
    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":", "`"))


@pytest.mark.parametrize("module", TESTS, ids=lambda module: module.name)
def test_every_test_states_a_behaviour(module: Module) -> None:
    """A docstring of one sentence."""
    tests = [node for node in functions(module) if node.name.startswith("test_")]
    assert [node.name for node in tests if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("module", IN_THE_BROWSER, ids=lambda module: module.name)
def test_randomness_is_cryptographic(module: Module) -> None:
    """The interpreters' own `random` is not, and comes nowhere near a state or verifier."""
    assert not [one for one in module.imports if belongs_to(one.name, "random")]


@pytest.mark.parametrize("module", [*PRODUCT, *TESTS], ids=lambda module: module.name)
def test_code_names_no_registry_and_no_machine(module: Module) -> None:
    """Addresses of registries and folders of somebody's computer are nobody else's business."""
    assert not [host for host in REGISTRIES if host in module.text]
    assert not PLACES.search(module.text)


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_papers_name_no_registry_and_no_machine(path: object) -> None:
    """The same holds for everything else that is written here."""
    text = (ROOT / str(path)).read_text("utf-8")
    assert not [host for host in REGISTRIES if host in text]
    assert not PLACES.search(text)
