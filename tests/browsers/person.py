"""A person who uses the page, in any browser."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.browsers.tab import DriverError, Tab
from tests.browsers.waiting import wait_until
from tests.browsers.watch import Watch
from tests.e2e.person import PASSWORD, PROTECTED, USERNAME
from tests.e2e.remote import Outcome
from tests.e2e.site import Site

# All of its words are in the page; those that do not fit are hidden when it is said.
_TROUBLE = """() => {
  const words = [...document.querySelectorAll("#trouble span")];
  if (!words.some(({ hidden }) => hidden)) return "";
  return words.filter(({ hidden }) => !hidden).map(({ textContent }) => textContent).join(" ");
}"""
ENTER = "\ue007"  # WebDriver 17.4.2
_IS_ASKED = """() => document.readyState === "complete"
  && !!document.querySelector("input[name=password]")"""
_STATE = "() => document.documentElement.dataset.session"
_SHOWN = "(selector) => document.querySelector(selector).innerText"
_START = """(name, given) => {
  window.outcome = new Promise((resolve) => ask(name, given, resolve));
}"""


@dataclass(slots=True)
class Person:
    """Ada, with a tab. Every state that she waits for is searched for leaked secrets."""

    tab: Tab
    site: Site
    watch: Watch

    def open(self, path: str = "/", state: str = "signed_out") -> None:
        """Open the page at `path` and wait until it works."""
        self.tab.go(self.site.url(path))
        self.settles(state)

    def settles(self, state: str) -> None:
        """Wait until the page is in `state`, and check that it reported no trouble before."""
        wait_until(lambda: self._says(_STATE) == state, f"the state {state}")
        self.watch.look_around(self.tab)
        assert self.said_of_trouble() == ""

    def said_of_trouble(self) -> str:
        """Return messages about a failing start that the page has shown, also hidden ones."""
        text: str = self.tab.evaluate(_TROUBLE)
        return text

    def goes_to_login(self) -> None:
        """Press "Sign in" and wait for Cognito's page."""
        self.tab.click("#sign-in")
        self.is_asked_for_a_password()

    def is_asked_for_a_password(self) -> None:
        """Wait for Cognito's page with its style sheet: a click needs a place that stays."""
        wait_until(lambda: bool(self._says(_IS_ASKED)), "Cognito's page")

    def types_password(self) -> None:
        """Sign in on Cognito's page."""
        self.tab.type("input[name=username]", USERNAME)
        self.tab.type("input[name=password]", PASSWORD + ENTER)

    def signs_in(self) -> None:
        """Sign in, from the landing page to the signed-in page."""
        self.open()
        self.goes_to_login()
        self.types_password()
        self.settles("signed_in")

    def leaves(self, act: Callable[[], None]) -> None:
        """Call `act`, and wait until the tab has another document."""
        self.tab.evaluate("() => { window.isTheOldOne = true; }")
        act()
        wait_until(lambda: self._says("() => !window.isTheOldOne") is True, "another document")

    def sees(self, text: str, at: str) -> None:
        """Wait until the element at `at` shows `text`."""
        wait_until(lambda: text in (self._says(_SHOWN, at) or ""), f"{text} at {at}")

    def sees_nothing_protected(self) -> None:
        """Check that the document has no data of a signed-in person, visible or hidden."""
        text: str = self.tab.evaluate("() => document.documentElement.outerHTML")
        assert [word for word in PROTECTED if word in text] == []

    def keeps(self) -> list[str]:
        """Return the keys in this tab's sessionStorage."""
        names: list[str] = self.tab.evaluate("() => Object.keys(sessionStorage)")
        return names

    def asks(self, method: str, /, **arguments: object) -> Outcome:
        """Call a method of the page's client; the page must run `programs/remote.py`."""
        self.starts(method, **arguments)
        return self.answer()

    def starts(self, method: str, /, **arguments: object) -> None:
        """Call a method without waiting for its outcome."""
        self.tab.evaluate(_START, method, json.dumps(arguments))

    def answer(self) -> Outcome:
        """Wait for the outcome of the call that was started last."""
        wait_until(lambda: self._says("() => window.outcome") is not None, "an answer of the app's")
        return Outcome(**json.loads(self.tab.evaluate("() => window.outcome")))

    def sets_clock(self, *, hours: float) -> None:
        """Set the clock of the page in this tab."""
        script = "(ms) => { const real = Date.now; Date.now = () => real() + ms; }"
        self.tab.evaluate(script, int(hours * 3600 * 1000))

    def _says(self, function: str, *arguments: object) -> Any:
        """Return the result of a JavaScript function, or None while the page changes."""
        try:
            return self.tab.evaluate(function, *arguments)
        except DriverError:
            return None
