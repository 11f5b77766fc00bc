"""Every module of the browser half, imported by both interpreters in the real page."""

import tomllib

from playwright.sync_api import Route, expect

from server.runtimes import ROOT
from tests.e2e.entries import only
from tests.e2e.visitor import Visitor

OFF_THE_PAGE = ("backend", "testing")
GATE = "auth/gate.py"
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
def test_every_module_imports(visitor: Visitor) -> None:
    """None of them uses what only one of the two Pythons has."""
    program = PROGRAM.format(names=_modules())
    visitor.page.route("**/main.py", lambda route: _answer(route, program))
    visitor.open()
    expect(visitor.alert).to_be_empty()


def test_the_page_gets_every_module() -> None:
    """`[files]` in pyscript.toml lists the browser half of `auth/` as it lies on disk."""
    configuration = tomllib.loads((ROOT / "pyscript.toml").read_text(encoding="utf-8"))
    assert sorted(configuration["files"]) == [f"/{path}" for path in _paths()]


def _paths() -> list[str]:
    found = (path.relative_to(ROOT) for path in (ROOT / "auth").rglob("*.py"))
    paths = [path.as_posix() for path in found if path.parts[1] not in OFF_THE_PAGE]
    return sorted(path for path in paths if path != GATE)


def _modules() -> list[str]:
    names = [path.removesuffix(".py").removesuffix("/__init__") for path in _paths()]
    return [name.replace("/", ".") for name in names]


def _answer(route: Route, program: str) -> None:
    route.fulfill(body=program, content_type="text/x-python")
