"""Drives Firefox by WebDriver BiDi, without a separate driver."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browsers.bidi import BiDi, session
from tests.browsers.needs import FIREFOX
from tests.browsers.processes import running
from tests.browsers.tab import DriverError, Message, Opener, calling
from tests.browsers.waiting import wait_until
from tests.e2e.watch import REPORT_VIOLATIONS

# A pointer that is moved does not scroll by itself.
_FOCUS = "(selector) => void document.querySelector(selector).focus()"
_INTO_VIEW = "(selector) => void document.querySelector(selector).scrollIntoView()"
EVENTS = ("log.entryAdded", "network.beforeRequestSent")


@contextmanager
def opened() -> Iterator[Opener]:
    """Start Firefox; each window is a user context, which shares nothing with the others."""
    program = next(path for path in map(shutil.which, FIREFOX) if path)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, "--headless", "--no-remote", "--remote-debugging-port=0"]
        with running([*command, "--profile", profile]), session(_address(Path(profile))) as bidi:
            bidi.ask("session.subscribe", events=EVENTS)
            yield lambda: _window(bidi)


def _address(profile: Path) -> str:
    """Wait until Firefox listens, and return its address."""
    note = profile / "WebDriverBiDiServer.json"
    wait_until(lambda: note.exists() and note.read_text().rstrip().endswith("}"), "Firefox")
    where = json.loads(note.read_text())
    return f"ws://{where['ws_host']}:{where['ws_port']}/session"


@contextmanager
def _window(bidi: BiDi) -> "Iterator[FirefoxWindow]":
    bidi.events.clear()
    context = bidi.ask("browser.createUserContext")["userContext"]
    report = f"() => {{ {REPORT_VIOLATIONS} }}"
    bidi.ask("script.addPreloadScript", functionDeclaration=report, userContexts=[context])
    try:
        yield FirefoxWindow(bidi, context)
    finally:
        bidi.ask("browser.removeUserContext", userContext=context)


class FirefoxWindow:
    """A user context of Firefox, with its own cookies, storage and channels."""

    def __init__(self, bidi: BiDi, context: str) -> None:
        self._bidi = bidi
        self._context = context

    def new_tab(self) -> "FirefoxTab":
        """Open an empty tab."""
        opened = self._bidi.ask("browsingContext.create", type="tab", userContext=self._context)
        return FirefoxTab(self._bidi, opened["context"])

    def console(self) -> list[Message]:
        """Return the console's messages and uncaught errors."""
        return [Message(one["level"], one["text"] or "") for one in self._events("log.entryAdded")]

    def requested(self) -> list[str]:
        """Return the URLs of all requests."""
        return [one["request"]["url"] for one in self._events("network.beforeRequestSent")]

    def _events(self, method: str) -> list[dict[str, Any]]:
        return [one["params"] for one in self._bidi.events if one.get("method") == method]


class FirefoxTab:
    """A tab; `context` is its id in WebDriver BiDi."""

    def __init__(self, bidi: BiDi, context: str) -> None:
        self._bidi = bidi
        self._context = context

    def go(self, url: str) -> None:
        """Open a URL."""
        self._ask("browsingContext.navigate", url=url, wait="interactive")

    def reload(self) -> None:
        """Reload the page."""
        self._ask("browsingContext.reload", wait="interactive")

    def back(self) -> None:
        """Go one step back in the history."""
        self._ask("browsingContext.traverseHistory", delta=-1)

    def click(self, selector: str) -> None:
        """Click the element that a CSS selector finds."""
        self._ask("browsingContext.activate")
        self.evaluate(_INTO_VIEW, selector)
        locator = {"type": "css", "value": selector}
        [element] = self._ask("browsingContext.locateNodes", locator=locator)["nodes"]
        origin = {"type": "element", "element": {"sharedId": element["sharedId"]}}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": origin}
        self._perform("pointer", [move, *press])

    def type(self, selector: str, text: str) -> None:
        """Type text into the element that a CSS selector finds."""
        self._ask("browsingContext.activate")
        self.evaluate(_FOCUS, selector)
        strokes = [(kind, letter) for letter in text for kind in ("keyDown", "keyUp")]
        self._perform("key", [{"type": kind, "value": letter} for kind, letter in strokes])

    def evaluate(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function and return its result."""
        target = {"context": self._context}
        expression = calling(function, arguments)
        answer = self._bidi.ask(
            "script.evaluate", expression=expression, target=target, awaitPromise=True
        )
        if answer["type"] != "success":
            raise DriverError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def _perform(self, kind: str, actions: list[dict[str, Any]]) -> None:
        self._ask("input.performActions", actions=[{"type": kind, "id": kind, "actions": actions}])

    def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        return self._bidi.ask(method, context=self._context, **parameters)
