"""An attacker makes the browser's own functions fail, and reads what is said of it."""

import re
import time
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person

if TYPE_CHECKING:
    from collections.abc import Callable

CALLBACK = re.compile(r"/\?code=")
CANARY = "c4nary-of-this-test"
UNREACHABLE = "The sign-in service could not be reached. Check your connection, then try again."
UNVERIFIED = "The sign-in could not be verified, so it was not used. Please sign in again."
NO_STORAGE = (
    "This browser does not let the page keep data during a sign-in. Allow it, then try again."
)
# Each function repeats, in its rejection or exception, what it was given, and a secret.
FAIL = f"""
const failing = localStorage.getItem("failing");
const rejects = (...given) => Promise.reject(new Error("{CANARY} " + given.map(String).join()));
const native = fetch;
if (failing === "fetch")
  globalThis.fetch = (url, ...rest) => {{
    const isOwn = new URL(url.url ?? url, location).origin === location.origin;
    return isOwn ? native(url, ...rest) : rejects(url, ...rest);
  }};
if (failing === "importKey") SubtleCrypto.prototype.importKey = rejects;
if (failing === "verify") SubtleCrypto.prototype.verify = rejects;
if (failing === "setItem")
  Storage.prototype.setItem = (...given) => {{ throw new Error("{CANARY} " + given.join()); }};
"""
WHILE_COMING_BACK = {"fetch": UNREACHABLE, "importKey": UNVERIFIED, "verify": UNVERIFIED}
LOCKS_FAIL = f"""() => {{
  LockManager.prototype.query = LockManager.prototype.request =
    () => Promise.reject(new Error("{CANARY}"));
}}"""


@only("mpy")
def test_no_failure_on_the_way_back_is_repeated(person: Person) -> None:
    """Each ends in a sentence; its own words are neither in the page nor on the console."""
    person.watch.guard("canary", CANARY)
    person.page.add_init_script(FAIL)
    person.open()
    person.page.evaluate(_set("fetch"))
    person.goes_to_login()
    go_on: Callable[[], None] = person.types_password
    for failing, sentence in WHILE_COMING_BACK.items():
        if person.page.url == person.site.url():
            person.page.evaluate(_set(failing))
        with person.page.expect_navigation(url=CALLBACK):
            go_on()
        person.settles("signed_out")
        expect(person.alert).to_have_text(sentence)
        # From now on Cognito knows the browser and asks for no password.
        go_on = person.button("Sign in").click


@only("mpy")
def test_no_failure_before_leaving_is_repeated(person: Person) -> None:
    """What storage says when it refuses a sign-in names the values: it is not passed on."""
    person.watch.guard("canary", CANARY)
    person.page.add_init_script(FAIL)
    person.open()
    person.page.evaluate(_set("setItem"))
    person.open()
    person.button("Sign in").click()
    expect(person.alert).to_have_text(NO_STORAGE)


@only("mpy")
def test_locks_that_fail_are_done_without(person: Person) -> None:
    """A renewal goes on alone where the browser refuses to tell tabs apart."""
    person.watch.guard("canary", CANARY)
    person.signs_in()
    person.page.evaluate(LOCKS_FAIL)
    person.page.clock.set_fixed_time(time.time() + 3600)
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')
    person.settles("signed_in")


def _set(failing: str) -> str:
    return f"localStorage.setItem('failing', '{failing}')"
