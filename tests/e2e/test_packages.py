"""Packages in the page: when they are fetched, what they find, and what an import says."""

from ast import literal_eval
from threading import Event

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.entries import with_packages
from tests.e2e.person import Person
from tests.e2e.routes import answer_to
from tests.e2e.site_options import PROGRAMS

FIRST = {"colours", "of-a-file", "shapes"}
"""The packages that the app imports while it starts, in its own module too."""

CANNOT_SUSPEND = "delete WebAssembly.Suspending;"


def archives(person: Person) -> list[str]:
    """Return the names of the packages that were requested so far."""
    names = [one.url.rpartition("/")[2] for one in person.watch.requests if "/packages/" in one.url]
    return sorted(name.rsplit("-", 2)[0] for name in names if name.endswith(".zip"))


def runs(person: Person, program: str) -> str:
    """Run a program synchronously, as a listener of an event does, and return what it found."""
    found: str = person.page.evaluate("(program) => run(program)", program)
    return found


def runs_in_a_task(person: Person, program: str) -> str:
    """Run a program in a task, and return what it found."""
    found: str = person.page.evaluate(
        "(program) => new Promise((done) => begin(program, done))", program
    )
    return found


@with_packages("launcher")
def test_who_only_signs_in_loads_no_package(person: Person) -> None:
    """The landing page loads none, also when it is idle; the app loads what it imports first."""
    person.open()
    person.page.wait_for_load_state("networkidle")
    assert not [one.url for one in person.watch.requests if "packages" in one.url]
    person.goes_to_login()
    person.types_password()
    expect(person.alert).to_have_text("area red of-a-file")
    assert archives(person) == sorted(FIRST)
    assert person.watch.asked_for("stdlib-rest.zip") <= 1


WAYS = pytest.mark.parametrize("script", ["", CANNOT_SUSPEND], ids=["suspends", "cannot suspend"])
"""With JSPI and without it: Python waits for JavaScript in the first case only."""


@WAYS
@with_packages("py")
def test_imports_at_the_top_of_the_program_work(person: Person, script: str) -> None:
    """Also those of the app's own modules; a package finds its files as anywhere else."""
    person.page.add_init_script(script)
    person.open()
    expect(person.alert).to_have_text("area red of-a-file")
    assert archives(person) == sorted(FIRST)
    about = "from importlib.metadata import requires as of; found = of('shapes')"
    assert runs(person, about) == "['colours']"
    listing = "import pkgutil, shapes; found = [*pkgutil.iter_modules(shapes.__path__)]"
    assert "name='round', ispkg=False" in runs(person, listing)


@WAYS
@with_packages("py")
def test_a_later_import_loads_a_package_with_what_it_needs(person: Person, script: str) -> None:
    """In a listener, while JavaScript waits; and in a task. Each file is fetched once."""
    person.page.add_init_script(script)
    person.open()
    assert runs(person, "import late, later; found = late.name, later.name") == "('late', 'later')"
    assert runs_in_a_task(person, "import team.a as found") != ""
    assert runs(person, "import team.b; found = team.b.name") == "b"
    assert (
        runs(person, "import importlib; found = importlib.import_module('later').name") == "later"
    )
    assert archives(person) == sorted(FIRST | {"late", "later", "team-a", "team-b"})


@with_packages("worker", program=PROGRAMS / "packages_in_worker.py")
def test_an_app_in_a_worker_imports_packages(person: Person) -> None:
    """At the top of its program and later, a large one too; the launcher loads none."""
    person.open()
    assert not [one.url for one in person.watch.requests if "packages" in one.url]
    person.has_signed_in()
    expect(person.page.locator("#name")).to_have_text("area red of-a-file")
    person.page.click("#call-api")
    expect(person.page.locator("#api-result")).to_have_text("late")


@with_packages("py")
def test_two_tasks_import_one_package(person: Person) -> None:
    """Both get it, and it is fetched once."""
    person.open()
    both = """(program) => Promise.all(
      [1, 2].map(() => new Promise((done) => begin(program, done))))"""
    program = "import late; found = late.name"
    assert person.page.evaluate(both, program) == ["late", "late"]
    assert archives(person).count("late") == 1


@with_packages("py")
def test_a_module_that_no_package_has_is_explained(person: Person) -> None:
    """The error says what to do, with the package's own name; a mere lookup raises nothing."""
    person.open()
    attempt = """
try:
    import {0}
except ModuleNotFoundError as error:
    found = error.name, str(error)
"""
    name, message = literal_eval(runs(person, attempt.format("yaml")))
    assert name == "yaml"
    assert message == (
        "No module named 'yaml'. If a package has it, add the package to pyscript.toml and start "
        'the server again: packages = ["pyyaml"]'
    )
    inside = runs(person, attempt.format("fails"))
    assert inside.startswith("('nowhere_at_all', ")
    assert runs(person, attempt.format("tkinter")) == str(("tkinter", "No module named 'tkinter'"))
    lookup = (
        "from importlib.util import find_spec; found = find_spec('numpy'), find_spec('shapes.no')"
    )
    assert runs(person, lookup) == "(None, None)"


@WAYS
@with_packages("py")
def test_a_changed_archive_is_not_imported(person: Person, script: str) -> None:
    """Neither at once nor later, until the right one arrives."""
    person.page.add_init_script(script)
    person.open()
    program = """
try:
    from late import name as found
except ImportError as error:
    found = str(error)
"""

    def change(route: Route) -> None:
        content = bytearray(answer_to(route).body())
        content[-1] ^= 1
        route.fulfill(body=bytes(content), content_type="application/zip")

    person.page.route("**/late-1.0-*.zip", change)
    for run in (runs, runs_in_a_task):
        assert "not the file that belongs to this page" in run(person, program)
    person.page.unroute("**/late-1.0-*.zip")
    for run in (runs, runs_in_a_task):
        assert run(person, program) == "late"


@with_packages("py")
def test_a_first_package_that_does_not_arrive_fails_the_import(person: Person) -> None:
    """The page says that its program has a fault, and which import it was."""
    person.watch.expect_trouble("Failed to load", "could not be loaded")
    person.page.route("**/colours-2.0-*.zip", lambda route: route.abort())
    person.page.goto(person.site.url("/"))
    expect(person.page.locator("#trouble")).to_contain_text(
        "ImportError: shapes could not be loaded"
    )


@with_packages("py")
def test_a_second_start_comes_from_the_cache(person: Person) -> None:
    """The server is asked for no package, and not for their index either."""
    person.open()
    before = [line for line in person.site.access_log if "/packages/" in line]
    assert len(before) == len(FIRST) + 1
    person.page.wait_for_load_state("networkidle")  # the browser has stored the last one, too
    person.open()
    expect(person.alert).to_have_text("area red of-a-file")
    assert [line for line in person.site.access_log if "/packages/" in line] == before


@with_packages("py")
def test_a_large_package_shows_its_progress(person: Person) -> None:
    """A bar appears while it is fetched in a page that works, in the page's language."""
    person.open("/?lang=de")
    arrives = Event()

    def wait(route: Route) -> None:
        body = answer_to(route).body()
        expect(bar).to_be_visible()
        arrives.set()
        route.fulfill(body=body, content_type="application/zip")

    bar = person.page.get_by_role("progressbar", name="Mehr von dieser App")
    person.page.route("**/large-1.0-*.zip", wait)
    assert runs_in_a_task(person, "import large; found = large.__name__") == "large"
    assert arrives.is_set()
    expect(bar).to_have_count(0)
