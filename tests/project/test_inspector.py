"""The inspector looks at `auth` from outside: a production page knows nothing of it."""

from xml.etree import ElementTree as ET

import pytest

from tests.project.modules import AUTH, INSPECTOR, PRODUCT, ROOT, Module, belongs_to
from tests.project.test_layers import PAGES
from tests.project.test_micropython_syntax import faults

RECORDER = [one for one in INSPECTOR if belongs_to(one.name, "inspector.recorder")]
IN_PAGES = ("inspector.page", "inspector.main", "inspector.recorder.switched_on")
OFF_PAGES = "inspector.draw"
SVG = "{http://www.w3.org/2000/svg}"
MESSAGES = ("“Sign in”", "GET /login", "302, back to /", "POST /oauth2/token", "GET /api/user")
SWITCH = 'link[href$="/inspector.zip"]'


def imports(module: Module) -> list[str]:
    """Give the names of the modules that a module imports."""
    return [one.name for one in module.imports]


@pytest.mark.parametrize("module", AUTH, ids=lambda module: module.name)
def test_the_package_knows_no_inspector(module: Module) -> None:
    """Leaving the inspector out leaves nothing behind."""
    assert "inspector" not in module.text


def test_only_the_servers_part_and_the_tests_import_it() -> None:
    """No other part of the product depends on it."""
    users = [
        one.name
        for one in PRODUCT
        if one not in INSPECTOR and any(belongs_to(name, "inspector") for name in imports(one))
    ]
    assert users == []


@pytest.mark.parametrize("module", RECORDER, ids=lambda module: module.name)
def test_the_recorder_runs_wherever_a_client_does(module: Module) -> None:
    """On MicroPython too, with nothing but `auth` beside it."""
    assert list(faults(module.at_run_time)) == []
    own = [name for name in imports(module) if belongs_to(name, "inspector", "auth")]
    assert [name for name in own if not belongs_to(name, "inspector.recorder", "auth")] == []


@pytest.mark.parametrize("module", INSPECTOR, ids=lambda module: module.name)
def test_drawing_and_drills_need_no_page(module: Module) -> None:
    """So that the same code draws a file, and is tested without a browser."""
    is_in_page = belongs_to(module.name, *IN_PAGES)
    names = imports(module)
    assert is_in_page or not [n for n in names if belongs_to(n, *PAGES, "auth.browser")]
    assert not [name for name in names if belongs_to(name, "auth.testing", "auth.backend")]
    if module.name != OFF_PAGES:
        assert not [name for name in names if belongs_to(name, "pathlib", "playwright")]


def test_the_page_itself_has_no_switch() -> None:
    """What turns the recorder on is added by a server that is asked to."""
    assert "inspector" not in (ROOT / "index.html").read_text("utf-8")
    assert SWITCH in (ROOT / "static" / "interpreters.js").read_text("utf-8")


def test_the_drawing_in_the_documents_tells_a_whole_sign_in() -> None:
    """In order, in light and dark, and with a text for whoever cannot see it."""
    drawing = ET.fromstring((ROOT / "docs" / "sign-in.svg").read_text("utf-8"))  # noqa: S314 - ours
    told = drawing.findtext(f"{SVG}desc") or ""
    places = [told.find(message) for message in MESSAGES]
    assert -1 not in places
    assert places == sorted(places)
    assert "prefers-color-scheme: dark" in (drawing.findtext(f"{SVG}style") or "")
