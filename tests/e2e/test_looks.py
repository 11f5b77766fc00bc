"""Every page and state is accessible, fits a narrow screen, and does not move while it starts."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.clients.packages import NODE_MODULES, ensure_packages
from tests.e2e.account import account_journey
from tests.e2e.entries import only
from tests.e2e.looks import journey
from tests.e2e.person import Person
from tests.e2e.remote import Held

AXE = NODE_MODULES / "axe-core" / "axe.min.js"
# It may read the page, and needs to load nothing.
FINDINGS = """axe.run({ preload: false, resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target)}`))"""
TOO_WIDE = """["ltr", "rtl"].filter((dir) => {
  const page = document.documentElement;
  const before = page.dir;
  page.dir = dir;
  const isTooWide = page.scrollWidth > page.clientWidth;
  page.dir = before;
  return isTooWide;
})"""
NOTE_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries())
    shifts.push([value, ...sources.map(({ node }) => node?.id || node?.nodeName)].join(" "));
}).observe({ type: "layout-shift", buffered: true });"""


@only("launcher")
@pytest.mark.browser_context_args(viewport={"width": 320, "height": 640})
def test_every_place_is_accessible_and_fits_a_narrow_screen(person: Person) -> None:
    """Axe finds nothing, light or dark; 320 pixels are enough, from the left and from the right."""
    found = _found(person, journey)
    assert {name: one for name, one in found.items() if any(one)} == {}
    assert len(found) == 21


@only("launcher")
@pytest.mark.browser_context_args(viewport={"width": 320, "height": 640})
def test_every_state_of_the_account_page_is_as_good(person: Person) -> None:
    """The same, on the way through all of its forms."""
    found = _found(person, account_journey)
    assert {name: one for name, one in found.items() if any(one)} == {}
    assert len(found) == 10


def _found(person: Person, places: Callable[[Person], Iterator[str]]) -> dict[str, list[Any]]:
    """Return what is wrong in each place: in light, in dark, and directions that are too wide."""
    ensure_packages()
    axe = AXE.read_text("utf-8")
    found: dict[str, list[Any]] = {}
    for name in places(person):
        person.page.evaluate(axe)
        found[name] = [_findings(person.page, "light"), _findings(person.page, "dark")]
        found[name] += [person.page.evaluate(TOO_WIDE)]
    return found


def _findings(page: Page, scheme: Any) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    findings: list[str] = page.evaluate(FINDINGS)
    return findings


@only("launcher")
def test_nothing_moves_while_the_page_starts(person: Person) -> None:
    """There is no layout shift before the landing page or before the app."""
    person.page.add_init_script(NOTE_SHIFTS)
    person.open()
    assert person.page.evaluate("shifts") == []
    person.goes_to_login()
    held = Held(person.page, "**/pyodide.asm.wasm")
    person.types_password()
    expect(person.page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    held.release()
    person.settles("signed_in")
    assert person.page.evaluate("shifts") == []


@only("launcher")
@pytest.mark.browser_context_args(viewport={"width": 320, "height": 640})
def test_the_button_of_the_landing_is_above_the_fold(person: Person) -> None:
    """Nobody has to scroll to sign in, on a small phone in either language."""
    for path in ("/", "/?lang=de"):
        person.open(path)
        box = person.page.locator("#sign-in").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 640


@only("launcher", "mpy")
@pytest.mark.parametrize("button", ["Sign out", "Sign out here only"])
def test_a_sign_out_is_announced(person: Person, button: str) -> None:
    """Also after the way over Cognito; the keyboard goes on at "Sign in"."""
    person.signs_in()
    leaves = button == "Sign out"
    with person.page.expect_navigation() if leaves else nullcontext():
        person.page.get_by_role("button", name=button, exact=True).press("Enter")
    person.settles("signed_out")
    expect(person.page.locator("#status")).to_have_text("You are signed out.")
    expect(person.button("Sign in")).to_be_focused()
