"""Every module of the browser half, imported by both interpreters in the real page."""

from playwright.sync_api import Route, expect

from server.building.sources import browser_half, micropython_sources, read
from server.runtimes import ROOT
from tests.e2e.entries import only
from tests.e2e.person import Person

NEEDS_A_PACKAGE = "/requests_adapter"  # test_libraries.py imports it

PROGRAM = """
import js

for name in {names!r}:
    try:
        __import__(name)
    except Exception as error:
        js.document.getElementById("alert").append(name + ": " + repr(error) + " ")
js.document.documentElement.dataset.session = "signed_out"
"""


@only("py", "mpy")
def test_every_module_imports(person: Person) -> None:
    """Every module imports on both interpreters; `auth.calls.libraries` only on Pyodide."""
    program = PROGRAM.format(names=_modules(for_micropython=person.site.entry == "mpy"))
    person.page.route("**/main.py", lambda route: _answer(route, program))
    person.open()
    expect(person.alert).to_be_empty()


def _modules(*, for_micropython: bool) -> list[str]:
    sources = read(browser_half(ROOT))
    paths = micropython_sources(sources) if for_micropython else sources
    names = [path.removesuffix(".py").removesuffix("/__init__") for path in paths]
    return [name.replace("/", ".") for name in names if not name.endswith(NEEDS_A_PACKAGE)]


def _answer(route: Route, program: str) -> None:
    route.fulfill(body=program, content_type="text/x-python")
