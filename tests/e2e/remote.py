"""A visitor who can also reach into the app: every method of its client can be called by name."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.visitor import Visitor

_START = """([name, given]) => {
  const calls = window.calls ??= [];
  return calls.push(ask(name, given)) - 1;
}"""
_START_MANY = """([name, given, times]) => {
  window.many = Promise.all(Array.from({ length: times }, () => ask(name, given)));
}"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: a `value`, or the name of an `error` and what is `shown` of it."""

    value: Any = field(default=None, repr=False)
    error: str = ""
    shown: dict[str, Any] = field(default_factory=dict)


class Remote(Visitor):
    """A visitor whose page runs `programs/remote.py`."""

    def asks(self, method: str, **arguments: object) -> Outcome:
        """Call a method of the page's client, and wait for what comes of it."""
        return self.answer(self.starts(method, **arguments))

    def starts(self, method: str, **arguments: object) -> int:
        """Call a method without waiting; give the number to ask for the answer by."""
        call: int = self.page.evaluate(_START, [method, json.dumps(arguments)])
        return call

    def answer(self, call: int) -> Outcome:
        """Wait for what comes of a call that was started."""
        return _outcome(self.page.evaluate("(call) => calls[call]", call))

    def asks_at_once(self, method: str, times: int) -> list[Outcome]:
        """Call a method many times at once, and wait for all that comes of it."""
        self.page.evaluate(_START_MANY, [method, "{}", times])
        return [_outcome(text) for text in self.page.evaluate("many")]

    def history(self) -> list[str]:
        """Give the events that made the session what it is."""
        return [step["event"] for step in self.asks("history").value]

    def another_tab(self) -> "Remote":
        """Give the same person a second, empty tab."""
        return Remote(self.page.context.new_page(), self.site, self.watch)


def _outcome(text: str) -> Outcome:
    return Outcome(**json.loads(text))
