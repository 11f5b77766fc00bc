"""Packages of the package index in the page: one of Python alone, and one with compiled code."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import python
from tests.e2e.person import Person
from tests.e2e.site_options import PROGRAMS
from tests.e2e.test_packages import WAYS, archives, runs, runs_in_a_task

COUNT_COMPILED = """
const { compile } = WebAssembly;
globalThis.compiledAhead = 0;
WebAssembly.compile = (content) => {
  if (content.byteLength < 1_000_000) return compile(content); // Pyodide's own
  compiledAhead += 1;
  return %s;
};
"""
COMPILES, FAILS = "compile(content)", "Promise.reject(new Error('too large'))"

SHORTEST_PATH = """
import networkx
found = networkx.shortest_path(networkx.Graph([(1, 2), (2, 3), (3, 4), (1, 4), (4, 5)]), 1, 5)
"""
MODEL = """
from pydantic import BaseModel, ValidationError

class Reading(BaseModel):
    day: int
    level: float

try:
    Reading.model_validate_json('{"day": 1, "level": "high"}')
except ValidationError as error:
    found = Reading(day="1", level=2), error.errors()[0]["type"]
"""


@WAYS
@python(has_locked_packages=True)
def test_packages_of_the_index_work(person: Person, script: str) -> None:
    """In a listener and in a task: links in a graph, and models with compiled code."""
    person.page.add_init_script(script)
    person.open()
    assert archives(person) == []
    assert runs_in_a_task(person, SHORTEST_PATH) == "[1, 4, 5]"
    assert archives(person) == ["networkx"]
    assert runs(person, MODEL) == "(Reading(day=1, level=2.0), 'float_parsing')"
    assert runs_in_a_task(person, MODEL) == "(Reading(day=1, level=2.0), 'float_parsing')"
    assert sorted({"networkx", *archives(person)}) == [
        "annotated-types",
        "networkx",
        "pydantic",
        "pydantic-core",
        "typing-extensions",
        "typing-inspection",
    ]


@pytest.mark.parametrize("answer", [COMPILES, FAILS], ids=["compiles", "fails"])
@python(PROGRAMS / "models.py", has_locked_packages=True)
def test_compiled_code_is_compiled_while_pyodide_starts(person: Person, answer: str) -> None:
    """Linking does it if that fails. Of the standard library, only what packages use is fetched."""
    person.page.add_init_script(COUNT_COMPILED % answer)
    person.open()
    expect(person.alert).to_have_text("9 links")
    assert person.page.evaluate("compiledAhead") == 1
    assert person.watch.asked_for("stdlib-packages.zip") == 1
    assert person.watch.asked_for("stdlib-rest.zip") == 0
