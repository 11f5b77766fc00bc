"""The landing page, and the value of `<html data-session>`."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import SAVES_DATA, Person
from tests.e2e.remote import Held
from tests.e2e.site import Site

NOTE_WHEN_READY = """new MutationObserver(() => {
  if (document.documentElement?.dataset.session === "signed_out")
    window.readyAt ??= performance.now();
}).observe(document, { subtree: true, attributeFilter: ["data-session"] });"""
PYODIDE = """performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes("/pyodide/")).map(({ startTime }) => startTime)"""
WAY_BACK = """(() => {
  const [keys, tokens] = ["/jwks.json", "/oauth2/token"].map((path) =>
    performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(path)));
  const [launcher] = performance.getEntriesByName("launcher starts");
  return {
    keys: keys.map(({ startTime }) => startTime),
    tokens: tokens[0].responseEnd,
    launcher: launcher.startTime,
  };
})()"""
NAME_OTHERS = ("pyodide.mjs", "core.js")
NAMED_IN_THEM = ("**/pyodide.asm.mjs", "**/core-*.js")
FAR_AFTER_MS = 50
PROGRAM = {"launcher": "/launcher.mpy.bin", "py": "/main.py", "mpy": "/main.py"}


def test_the_page_says_booting_until_sign_in_works(person: Person, site: Site) -> None:
    """While the program loads, the text is readable, and no button is active."""
    program = f"**{PROGRAM[site.entry]}"
    held = Held(person.page, program)
    with person.page.expect_request(program):
        person.page.goto(site.url())
    expect(person.page.locator("html")).to_have_attribute("data-session", "booting")
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    expect(person.page.get_by_role("progressbar")).to_be_visible()
    expect(person.button("Sign in")).to_be_hidden()
    person.sees_nothing_protected()

    held.release()
    person.settles("signed_out")
    expect(person.page.get_by_role("progressbar")).to_be_hidden()
    person.sees_nothing_protected()
    person.goes_to_login()


@only("launcher", "mpy")
def test_nobody_waits_for_pyodide_on_the_way_to_the_login_page(person: Person) -> None:
    """Pyodide is fetched only after the page works."""
    person.page.add_init_script(NOTE_WHEN_READY)
    person.open()
    fetched: list[float] = person.page.evaluate(PYODIDE)
    assert [moment for moment in fetched if moment < person.page.evaluate("readyAt")] == []
    person.goes_to_login()


@only("launcher")
def test_pyodide_is_fetched_ahead_however_late_that_is_arranged(person: Person, site: Site) -> None:
    """Also if the launcher decides before static/ahead.js has loaded."""
    held = Held(person.page, "**/ahead.js")
    person.page.goto(site.url(), wait_until="commit")
    person.settles("signed_out")
    with person.page.expect_request("**/pyodide.asm.wasm"):
        held.release()


@only("launcher")
def test_nobody_who_saves_data_downloads_pyodide_before_signing_in(person: Person) -> None:
    """With data saving on, only the launcher's files are fetched."""
    person.page.add_init_script(SAVES_DATA)
    person.open()
    person.page.evaluate("new Promise((done) => requestIdleCallback(done))")
    person.goes_to_login()
    assert [one.url for one in person.watch.requests if "/pyodide/" in one.url] == []


@only("launcher")
def test_the_launcher_is_not_delayed_on_the_way_back(person: Person) -> None:
    """The app's files are fetched after the tokens have arrived, or if they are late."""
    person.signs_in()
    way_back = person.page.evaluate(WAY_BACK)
    fetched: list[float] = person.page.evaluate(PYODIDE)
    assert fetched
    assert min(fetched) >= min(way_back["tokens"], way_back["launcher"] + FAR_AFTER_MS)


@only("launcher")
def test_the_keys_are_fetched_while_the_launcher_starts(person: Person) -> None:
    """Once, and before any Python runs."""
    person.signs_in()
    way_back = person.page.evaluate(WAY_BACK)
    assert len(way_back["keys"]) == 1
    assert way_back["keys"][0] < way_back["launcher"]


@only("launcher")
def test_a_failed_early_request_for_keys_is_sent_again(person: Person) -> None:
    """The sign-in succeeds, and the page shows no message."""
    person.watch.expect_failed_load("/jwks.json")
    person.open()
    person.goes_to_login()
    person.page.route("**/jwks.json", lambda route: route.abort(), times=1)
    person.types_password()
    person.settles("signed_in")
    expect(person.trouble).to_be_hidden()
    assert len([one for one in person.watch.requests if one.url.endswith("/jwks.json")]) == 2


@only("launcher")
def test_what_the_app_is_made_of_is_asked_for_together(person: Person) -> None:
    """All modules are requested at once, not one after the other."""
    person.open()
    person.goes_to_login()
    held = [Held(person.page, f"**/{name}") for name in NAME_OTHERS]
    first, second = NAMED_IN_THEM
    with person.page.expect_request(first), person.page.expect_request(second):
        person.types_password()
    for one in held:
        one.release()
    person.settles("signed_in")


@only("launcher")
def test_pyodide_starts_while_cognito_takes_its_time(person: Person, site: Site) -> None:
    """Pyodide starts before the tokens arrive."""
    person.open()
    person.goes_to_login()
    site.cognito.faults.slow_seconds = 2
    site.cognito.faults.enable("slow", times=1)
    person.types_password()
    person.settles("signed_in")
    assert min(person.page.evaluate(PYODIDE)) < person.page.evaluate(WAY_BACK)["tokens"]


@only("launcher")
@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_landing_can_be_read_without_javascript(person: Person, site: Site) -> None:
    """It describes the page, says that JavaScript is needed, and shows no progress bar."""
    person.page.goto(site.url())
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    expect(person.page.locator("noscript p")).to_be_visible()
    expect(person.page.get_by_role("progressbar")).to_be_hidden()
    expect(person.page.get_by_role("button")).to_have_count(0)
