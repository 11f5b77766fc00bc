"""Packages in the page: imported at once, and later; of Python alone, and with compiled code."""

import pytest

from tests.browsers.person import Person
from tests.e2e.entries import python, with_packages
from tests.e2e.test_real_packages import MODEL, SHORTEST_PATH

IN_A_LISTENER = "(program) => run(program)"
IN_A_TASK = "(program) => new Promise((done) => begin(program, done))"
NOT_THERE = "try:\n    import numpy\nexcept ImportError as error:\n    found = error"

WAYS = pytest.mark.parametrize("way", [IN_A_LISTENER, IN_A_TASK], ids=["listener", "task"])


@WAYS
@with_packages("py")
def test_an_app_imports_packages(person: Person, way: str) -> None:
    """At the top of the program, and later; what is missing is explained."""
    person.open()
    person.sees("area red of-a-file", at="#alert")
    assert person.tab.evaluate(way, "import late; found = late.name") == "late"
    assert 'packages = ["numpy"]' in person.tab.evaluate(way, NOT_THERE)


@with_packages("launcher")
def test_who_signs_in_gets_the_apps_packages(person: Person) -> None:
    """The launcher starts the app, which imports them."""
    person.open()
    person.goes_to_login()
    person.types_password()
    person.sees("area red of-a-file", at="#alert")


@WAYS
@python(has_locked_packages=True)
def test_packages_of_the_index_work(person: Person, way: str) -> None:
    """Links in a graph, and models with compiled code."""
    person.open()
    assert person.tab.evaluate(way, SHORTEST_PATH) == "[1, 4, 5]"
    assert person.tab.evaluate(way, MODEL) == "(Reading(day=1, level=2.0), 'float_parsing')"
