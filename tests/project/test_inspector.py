"""The inspector is separate from `auth` and from production pages."""

from xml.etree import ElementTree as ET

from tests.project.modules import AUTH, INSPECTOR, PRODUCT, ROOT, Module, belongs_to
from tests.project.test_layers import PAGES
from tests.project.test_micropython_syntax import faults

RECORDER = [one for one in INSPECTOR if belongs_to(one.name, "inspector.recorder")]
IN_PAGES = ("inspector.page", "inspector.main", "inspector.recorder.switched_on")
OFF_PAGES = "inspector.draw"
SCRIPTS = sorted((ROOT / "static").glob("*.js"))
SVG = "{http://www.w3.org/2000/svg}"
MESSAGES = ("“Sign in”", "GET /login", "302, back to /", "POST /oauth2/token", "GET /api/user")


def imports(module: Module) -> list[str]:
    """Return the names of the modules that a module imports."""
    return [one.name for one in module.imports]


def test_the_package_knows_no_inspector() -> None:
    """No module of `auth` mentions the inspector."""
    assert [module.name for module in AUTH if "inspector" in module.text] == []


def test_only_the_servers_part_and_the_tests_import_it() -> None:
    """Only the server's part and tests import it."""
    users = [
        one.name
        for one in PRODUCT
        if one not in INSPECTOR and any(belongs_to(name, "inspector") for name in imports(one))
    ]
    assert users == []


def test_the_recorder_runs_on_micropython() -> None:
    """The recorder uses no feature that MicroPython lacks."""
    found = {module.name: list(faults(module.at_run_time)) for module in RECORDER}
    assert {name: lacking for name, lacking in found.items() if lacking} == {}


def test_the_recorder_needs_only_auth() -> None:
    """It imports no other part of the inspector."""
    offenders = [
        f"{module.name} imports {name}"
        for module in RECORDER
        for name in imports(module)
        if belongs_to(name, "inspector") and not belongs_to(name, "inspector.recorder")
    ]
    assert offenders == []


def forbidden_in(module: str) -> tuple[str, ...]:
    """Return the packages that a module of the inspector must not import."""
    for_pages = () if belongs_to(module, *IN_PAGES) else (*PAGES, "auth.browser")
    for_files = () if module == OFF_PAGES else ("pathlib", "playwright")
    return ("auth.testing", "auth.backend", *for_pages, *for_files)


def test_drawing_and_drills_need_no_page() -> None:
    """Drawing and drills import nothing that needs a page."""
    offenders = [
        f"{module.name} imports {name}"
        for module in INSPECTOR
        for name in imports(module)
        if belongs_to(name, *forbidden_in(module.name))
    ]
    assert offenders == []


def test_the_page_itself_has_no_switch() -> None:
    """index.html has no link to the inspector; the server adds it."""
    assert "inspector" not in (ROOT / "index.html").read_text("utf-8")
    assert "inspector.zip" not in "".join(one.read_text("utf-8") for one in SCRIPTS)


def test_the_drawing_in_the_documents_tells_a_whole_sign_in() -> None:
    """It has all messages in order, light and dark colours, and an alternative text."""
    drawing = ET.fromstring((ROOT / "docs" / "sign-in.svg").read_text("utf-8"))  # noqa: S314 - ours
    told = drawing.findtext(f"{SVG}desc") or ""
    places = [told.find(message) for message in MESSAGES]
    assert -1 not in places
    assert places == sorted(places)
    assert "prefers-color-scheme: dark" in (drawing.findtext(f"{SVG}style") or "")
