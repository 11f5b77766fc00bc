"""The interface of a browser that the tests use."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol


class DriverError(Exception):
    """The browser reported an error; the message has no argument of the command."""


@dataclass(frozen=True, slots=True)
class Message:
    """A line of the browser's console; `level` is `error`, `warn`, `info`, `debug` or `log`."""

    level: str
    text: str = field(repr=False)


class Tab(Protocol):
    """One tab: input, navigation and evaluation of JavaScript."""

    def go(self, url: str) -> None:
        """Open a URL."""

    def reload(self) -> None:
        """Reload the page."""

    def back(self) -> None:
        """Go one step back in the history."""

    def click(self, selector: str) -> None:
        """Click the element that a CSS selector finds."""

    def type(self, selector: str, text: str) -> None:
        """Type text into the element that a CSS selector finds."""

    def evaluate(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function and return its result; arguments and result are JSON values.

        Raises:
            DriverError: It threw, or the page was unloaded.
        """


class Window(Protocol):
    """One person's browser: tabs with common storage, which is empty at first."""

    def new_tab(self) -> Tab:
        """Open an empty tab."""

    def console(self) -> list[Message]:
        """Return the messages of all tabs' consoles so far."""

    def requested(self) -> list[str]:
        """Return the URLs of requests so far, or none if the driver does not report them."""


Opener = Callable[[], AbstractContextManager[Window]]


def calling(function: str, arguments: tuple[object, ...]) -> str:
    """Return a JavaScript expression: a promise of the function's result as JSON."""
    given = ", ".join(json.dumps(one) for one in arguments)
    return f"Promise.resolve(({function})({given})).then((it) => JSON.stringify(it ?? null))"
