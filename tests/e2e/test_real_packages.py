"""Packages of the package index in the page: one of Python alone, and one with compiled code."""

from tests.e2e.entries import python
from tests.e2e.person import Person
from tests.e2e.test_packages import WAYS, archives, runs, runs_in_a_task

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
