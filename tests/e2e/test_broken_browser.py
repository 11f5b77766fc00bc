"""Browsers that block something: the page says so before a sign-in starts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

NO_STORAGE = (
    "This browser does not let the page keep data during a sign-in. Allow it, then try again."
)
CLOSED = """Object.defineProperty(window, "sessionStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
});"""
ABSENT = 'Object.defineProperty(window, "sessionStorage", { value: null });'
FULL = """Storage.prototype.setItem = () => {
  throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
};"""
NO_DATABASE = """Object.defineProperty(window, "indexedDB", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
});"""
NO_WASM = "delete globalThis.WebAssembly;"
NO_WASM_ERRORS = ("WebAssembly", "wasm", "falling back to ArrayBuffer instantiation")
FAILURES: dict[str, Callable[[Route], None]] = {
    "status 404": lambda route: route.fulfill(status=404),
    "no answer": lambda route: route.abort(),
}
# From the failure until the page says so.
AT_MOST_MS = 15_000


@only("launcher")
@pytest.mark.parametrize("fault", [CLOSED, ABSENT, FULL], ids=["closed", "absent", "full"])
def test_storage_that_fails_is_said_before_leaving(person: Person, site: Site, fault: str) -> None:
    """The page does not go to Cognito if the sign-in could not finish."""
    person.page.add_init_script(fault)
    person.open()
    person.button("Sign in").click()
    expect(person.alert).to_have_text(NO_STORAGE)
    expect(person.button("Sign in")).to_be_enabled()
    assert site.domain_log.exchanges == []


@only("mpy")
def test_micropython_needs_no_database(person: Person) -> None:
    """Without IndexedDB, PyScript reports an error, and MicroPython runs."""
    person.page.add_init_script(NO_DATABASE)
    person.watch.expect_trouble("Access is denied")
    person.open()
    person.goes_to_login()


@only("py")
def test_pyodide_without_a_database_is_said(person: Person, site: Site) -> None:
    """PyScript loads Pyodide only after it has opened IndexedDB."""
    person.page.add_init_script(NO_DATABASE)
    person.watch.expect_trouble("Access is denied")
    person.page.goto(site.url())
    _says_that_it_could_not_start(person)
    person.sees_nothing_protected()


@only("launcher")
def test_a_browser_without_webassembly_is_said(person: Person, site: Site) -> None:
    """Neither interpreter can run there, and the landing stays readable."""
    person.page.add_init_script(NO_WASM)
    person.watch.expect_trouble(*NO_WASM_ERRORS)
    person.page.goto(site.url())
    _says_that_it_could_not_start(person)
    person.sees_nothing_protected()


@only("launcher")
def test_a_missing_interpreter_is_said(person: Person, site: Site) -> None:
    """If a file cannot be loaded, the page says so and hides the progress bar."""
    person.watch.expect_trouble("Failed to load resource", *NO_WASM_ERRORS)
    person.page.route("**/*.wasm", lambda route: route.fulfill(status=404))
    person.page.goto(site.url())
    _says_that_it_could_not_start(person)
    person.sees_nothing_protected()


@only("launcher")
@pytest.mark.parametrize("failure", FAILURES)
def test_an_app_that_cannot_start_is_said(person: Person, site: Site, failure: str) -> None:
    """If Pyodide cannot be loaded after a sign-in, the page says so."""
    person.watch.expect_failed_load("pyodide.asm.wasm")
    person.watch.allow_trouble("Failed to fetch")  # of a request without an answer, not always
    person.open()
    person.goes_to_login()
    person.page.route("**/pyodide.asm.wasm", FAILURES[failure])
    person.types_password()
    person.page.wait_for_url(site.url())
    _says_that_it_could_not_start(person)
    expect(person.page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    expect(person.button("Call the API")).to_be_hidden()


def _says_that_it_could_not_start(person: Person) -> None:
    expect(person.trouble).to_be_visible(timeout=AT_MOST_MS)
    expect(person.trouble).to_contain_text(
        "This page could not be started. Reload it to try again", use_inner_text=True
    )
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    expect(person.button("Sign in")).to_be_hidden()
