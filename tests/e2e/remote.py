"""A person whose tests call methods of the page's client by name."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Route

from tests.e2e.person import Person

_START = """([name, given]) => {
  const calls = window.calls ??= [];
  return calls.push(new Promise((resolve) => ask(name, given, resolve))) - 1;
}"""
# No answer at all is a failure as well; a test may have stopped the page's timers.
_ANSWER = """(call) => new Promise((resolve, reject) => {
  calls[call].then(resolve);
  AbortSignal.timeout(45000).onabort = () => reject(new Error("the call never ended"));
})"""
_START_MANY = """([name, given, times]) => {
  const one = () => new Promise((resolve) => ask(name, given, resolve));
  window.many = Promise.all(Array.from({ length: times }, one));
}"""
_GIVE_UP = """([name, given]) => {
  const giver = new AbortController();
  const outcome = new Promise((resolve) => ask(name, given, resolve, giver.signal));
  giver.abort();
  return outcome;
}"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a call: a `value`, or the name of an `error` and its attributes in `shown`."""

    value: Any = field(default=None, repr=False)
    error: str = ""
    shown: dict[str, Any] = field(default_factory=dict)


class Remote(Person):
    """A person whose page runs `programs/remote.py`."""

    def asks(self, method: str, /, **arguments: object) -> Outcome:
        """Call a method of the page's client, and return its outcome."""
        return self.answer(self.starts(method, **arguments))

    def starts(self, method: str, /, **arguments: object) -> int:
        """Call a method without waiting; return a number for `answer`."""
        call: int = self.page.evaluate(_START, [method, json.dumps(arguments)])
        return call

    def answer(self, call: int) -> Outcome:
        """Wait for a call that was started, and return its outcome."""
        return _outcome(self.page.evaluate(_ANSWER, call))

    def gives_up(self, method: str, /, **arguments: object) -> Outcome:
        """Call a method, and abort it at once by its signal."""
        return _outcome(self.page.evaluate(_GIVE_UP, [method, json.dumps(arguments)]))

    def asks_at_once(self, method: str, times: int, /, **arguments: object) -> list[Outcome]:
        """Call a method many times at once, and return all outcomes."""
        self.page.evaluate(_START_MANY, [method, json.dumps(arguments), times])
        return [_outcome(text) for text in self.page.evaluate("many")]

    def history(self) -> list[str]:
        """Return the events of the session so far."""
        return [step["event"] for step in self.asks("history").value]

    def sets_clock(self, *, hours: float) -> None:
        """Set the device's clock for every tab, without firing timers or events."""
        now: float = self.page.evaluate("Date.now() / 1000")
        self.page.clock.set_system_time(now + hours * 3600)

    def sleeps(self, *, hours: float) -> None:
        """Simulate a laptop that sleeps for `hours`."""
        self.page.clock.fast_forward(int(hours * 3600 * 1000))

    def another_tab(self) -> "Remote":
        """Open a second, empty tab for the same person."""
        return Remote(self.page.context.new_page(), self.site, self.watch)

    def duplicated_tab(self) -> "Remote":
        """Duplicate this tab, with a copy of its sessionStorage."""
        with self.page.expect_popup() as opened:
            self.page.evaluate("void open(location.href)")
        return Remote(opened.value, self.site, self.watch)

    def holds(self, pattern: str) -> "Held":
        """Hold this tab's requests to `pattern`."""
        return Held(self.page, pattern)


class Held:
    """Holds a page's requests until they are released."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page = page
        self._pattern = pattern
        self._waiting: list[Route] = []
        self._is_open = False
        page.route(pattern, self._arrived)

    def during(self, start: Callable[[], int]) -> int:
        """Start a call, and wait until its request is held."""
        with self._page.expect_request(self._pattern):
            return start()

    def release(self) -> None:
        """Send the held requests, and hold no more."""
        self._is_open = True
        for route in self._waiting:
            route.continue_()

    def _arrived(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self._waiting.append(route)


def _outcome(text: str) -> Outcome:
    return Outcome(**json.loads(text))
