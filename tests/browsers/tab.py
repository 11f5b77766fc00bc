"""What the stories need of a browser, whichever it is and however it is driven."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol


class DriverError(Exception):
    """The browser could not do what it was told: its words, and no argument of the command."""


@dataclass(frozen=True, slots=True)
class Message:
    """A line of the browser's console; `level` is `error`, `warn`, `info`, `debug` or `log`."""

    level: str
    text: str = field(repr=False)


class Tab(Protocol):
    """One tab, with a person's hands and a developer's console."""

    def go(self, url: str) -> None:
        """Open an address."""

    def reload(self) -> None:
        """Load the page again."""

    def back(self) -> None:
        """Go one step back in the history."""

    def click(self, selector: str) -> None:
        """Press the element that a CSS selector finds."""

    def type(self, selector: str, text: str) -> None:
        """Type a text into the element that a CSS selector finds."""

    def evaluate(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function and give what comes of it; both ways lead through JSON.

        Raises:
            DriverError: it threw, or the page went away meanwhile.
        """


class Window(Protocol):
    """One person's browser: tabs that share everything which tabs share, and nothing before."""

    def new_tab(self) -> Tab:
        """Open an empty tab."""

    def console(self) -> list[Message]:
        """Give all that the tabs' consoles have said so far."""

    def requested(self) -> list[str]:
        """Give the addresses that were asked for so far, where the browser tells them."""


Opener = Callable[[], AbstractContextManager[Window]]


def calling(function: str, arguments: tuple[object, ...]) -> str:
    """Give an expression for a promise of the function's answer as JSON text."""
    given = ", ".join(json.dumps(one) for one in arguments)
    return f"Promise.resolve(({function})({given})).then((it) => JSON.stringify(it ?? null))"
