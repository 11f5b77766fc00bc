"""Style rules of this project that no linter checks."""

import ast
import re

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
    """Return every function and method of a module."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(module.tree) if isinstance(node, kinds)]


def words(module: Module) -> set[str]:
    """Return the words in the names of a module, its functions and its classes, in lower case."""
    names = [*module.name.split("."), *(node.name for node in functions(module))]
    names += [node.name for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    return {word.lower() for name in names for word in re.findall(r"[A-Za-z][a-z]*", name)}


def test_modules_are_short() -> None:
    """No module of the product exceeds 300 lines."""
    lengths = {one.name: len(one.text.splitlines()) for one in PRODUCT}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function has, not counting its docstring."""
    first, last = node.body[0], node.end_lineno or 0
    is_documented = ast.get_docstring(node) is not None
    documentation = (first.end_lineno or 0) - first.lineno + 1 if is_documented else 0
    return last - node.lineno + 1 - documentation


def test_functions_are_short() -> None:
    """No function of the product exceeds 40 lines."""
    offenders = [
        f"{module.name}.{node.name}"
        for module in PRODUCT
        for node in functions(module)
        if lines_of(node) > MOST_LINES_OF_A_FUNCTION
    ]
    assert offenders == []


def test_names_say_something() -> None:
    """No file, class or function has a name such as `utils` or `manager`."""
    found = {one.name: words(one) & EMPTY_NAMES for one in [*PRODUCT, *TESTS]}
    assert {name: empty for name, empty in found.items() if empty} == {}


def test_every_module_says_what_it_is() -> None:
    """The module's docstring starts with a whole sentence."""
    first_lines = {
        one.name: (ast.get_docstring(one.tree) or "").partition("\n")[0]
        for one in [*PRODUCT, *TESTS]
    }
    offenders = [name for name, line in first_lines.items() if not line.endswith((".", ":", "`"))]
    assert offenders == []


def test_every_test_states_a_behaviour() -> None:
    """Every test has a docstring."""
    offenders = [
        f"{module.name}.{node.name}"
        for module in TESTS
        for node in functions(module)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert offenders == []


def test_randomness_is_cryptographic() -> None:
    """The `random` module is never imported: a state or verifier must not come from it."""
    offenders = [
        module.name
        for module in IN_THE_BROWSER
        if any(belongs_to(one.name, "random") for one in module.imports)
    ]
    assert offenders == []


def foreign_places(text: str) -> list[str]:
    """Return the addresses of registries and the paths on a computer in a text."""
    return [*(host for host in REGISTRIES if host in text), *PLACES.findall(text)]


def test_code_names_no_registry_and_no_machine() -> None:
    """No module contains the address of a registry or a path on somebody's computer."""
    found = {one.name: foreign_places(one.text) for one in [*PRODUCT, *TESTS]}
    assert {name: places for name, places in found.items() if places} == {}


def test_papers_name_no_registry_and_no_machine() -> None:
    """The same holds for documents, settings and templates."""
    found = {path.relative_to(ROOT): foreign_places(path.read_text("utf-8")) for path in PAPERS}
    assert {path: places for path, places in found.items() if places} == {}
