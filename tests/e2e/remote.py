"""A visitor who can also reach into the app: every method of its client can be called by name."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Route

from tests.e2e.visitor import Visitor

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
    """What came of a call: a `value`, or the name of an `error` and what is `shown` of it."""

    value: Any = field(default=None, repr=False)
    error: str = ""
    shown: dict[str, Any] = field(default_factory=dict)


class Remote(Visitor):
    """A visitor whose page runs `programs/remote.py`."""

    def asks(self, method: str, /, **arguments: object) -> Outcome:
        """Call a method of the page's client, and wait for what comes of it."""
        return self.answer(self.starts(method, **arguments))

    def starts(self, method: str, /, **arguments: object) -> int:
        """Call a method without waiting; give the number to ask for the answer by."""
        call: int = self.page.evaluate(_START, [method, json.dumps(arguments)])
        return call

    def answer(self, call: int) -> Outcome:
        """Wait for what comes of a call that was started."""
        return _outcome(self.page.evaluate(_ANSWER, call))

    def gives_up(self, method: str, /, **arguments: object) -> Outcome:
        """Call a method, and call it off at once."""
        return _outcome(self.page.evaluate(_GIVE_UP, [method, json.dumps(arguments)]))

    def asks_at_once(self, method: str, times: int, /, **arguments: object) -> list[Outcome]:
        """Call a method many times at once, and wait for all that comes of it."""
        self.page.evaluate(_START_MANY, [method, json.dumps(arguments), times])
        return [_outcome(text) for text in self.page.evaluate("many")]

    def history(self) -> list[str]:
        """Give the events that made the session what it is."""
        return [step["event"] for step in self.asks("history").value]

    def sets_clock(self, *, hours: float) -> None:
        """Set the device's clock, for every tab at once; no timer fires, and no tab is told."""
        now: float = self.page.evaluate("Date.now() / 1000")
        self.page.clock.set_system_time(now + hours * 3600)

    def sleeps(self, *, hours: float) -> None:
        """Close the laptop's lid and open it again, `hours` later."""
        self.page.clock.fast_forward(int(hours * 3600 * 1000))

    def another_tab(self) -> "Remote":
        """Give the same person a second, empty tab."""
        return Remote(self.page.context.new_page(), self.site, self.watch)

    def duplicated_tab(self) -> "Remote":
        """Give a second tab with a copy of all that this one keeps, at the same address."""
        with self.page.expect_popup() as opened:
            self.page.evaluate("void open(location.href)")
        return Remote(opened.value, self.site, self.watch)

    def holds(self, pattern: str) -> "Held":
        """Keep this tab's requests to `pattern` waiting."""
        return Held(self.page, pattern)


class Held:
    """Requests of a page that wait on their way out until they are released, or for ever."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page = page
        self._pattern = pattern
        self._waiting: list[Route] = []
        self._is_open = False
        page.route(pattern, self._arrived)

    def during(self, start: Callable[[], int]) -> int:
        """Start a call and wait until its request is held."""
        with self._page.expect_request(self._pattern):
            return start()

    def release(self) -> None:
        """Let everything go on its way, now and from now on."""
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
