"""Somebody makes the browser's own functions fail, and reads what is said of it."""

import re
import time

from playwright.sync_api import expect

from tests.e2e.entries import BEFORE_SIGN_IN, only
from tests.e2e.visitor import Visitor

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
EXPECTED = {
    "fetch": UNREACHABLE,
    "importKey": UNVERIFIED,
    "verify": UNVERIFIED,
    "setItem": NO_STORAGE,
}
LOCKS_FAIL = f"""LockManager.prototype.query = LockManager.prototype.request =
  () => Promise.reject(new Error("{CANARY}"));"""


@only(*BEFORE_SIGN_IN)
def test_no_failure_is_repeated(visitor: Visitor) -> None:
    """Each ends in a sentence; its own words are neither in the page nor on the console."""
    visitor.watch.guard("canary", CANARY)
    visitor.page.add_init_script(FAIL)
    visitor.open()
    visitor.goes_to_login()
    visitor.types_password()
    visitor.settles("signed_in")
    visitor.page.evaluate("sessionStorage.clear()")
    for failing, sentence in EXPECTED.items():
        visitor.open()
        if failing == "setItem":
            visitor.page.evaluate(_set(failing))
            visitor.open()
            visitor.button("Sign in").click()
        else:
            with visitor.page.expect_navigation(url=CALLBACK):
                visitor.page.evaluate(_set(failing))
                visitor.button("Sign in").click()
            visitor.settles("signed_out")
        expect(visitor.alert).to_have_text(sentence)
        visitor.watch.look_around(visitor.page)
        visitor.page.evaluate("localStorage.clear()")


@only("mpy")
def test_locks_that_fail_are_done_without(visitor: Visitor) -> None:
    """A renewal goes on alone where the browser refuses to tell tabs apart."""
    visitor.watch.guard("canary", CANARY)
    visitor.signs_in()
    visitor.page.evaluate(LOCKS_FAIL)
    visitor.page.clock.set_fixed_time(time.time() + 3600)
    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text('"username":"ada"')
    visitor.settles("signed_in")


def _set(failing: str) -> str:
    return f"localStorage.setItem('failing', '{failing}')"
