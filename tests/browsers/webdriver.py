"""WebDriver (W3C): sends commands to a browser's driver over HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.browsers.tab import DriverError, calling
from tests.browsers.waiting import TIMEOUT_SECONDS, wait_until

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name that the standard gives it, section 12

# A script never ends if its document is unloaded; the caller has to try again.
SCRIPT_MS = 2000


class WebDriver:
    """One session with a running driver; commands go to the current tab."""

    def __init__(self, http: httpx.Client, capabilities: dict[str, object]) -> None:
        self._http = http
        self._current = ""
        self._session = ""
        session = self.ask("POST", "", capabilities={"alwaysMatch": capabilities})
        self._session = f"/{session['sessionId']}"
        self.ask("POST", "/timeouts", script=SCRIPT_MS)

    def ask(self, method: str, path: str, **body: object) -> Any:
        """Send a command and return its result.

        Raises:
            DriverError: The browser reports an error.
        """
        sent = body if method == "POST" else None
        reply = self._http.request(method, f"/session{self._session}{path}", json=sent)
        value = reply.json()["value"]
        if reply.status_code != 200:
            raise DriverError(f"{path}: {value['error']}")
        return value

    def switch_to(self, handle: str) -> None:
        """Make a tab the current one."""
        if handle != self._current:
            self.ask("POST", "/window", handle=handle)
            self._current = handle

    def end(self) -> None:
        """End the session, and the browser with it."""
        self.ask("DELETE", "")


class WebDriverTab:
    """A tab; `handle` is its id in WebDriver."""

    def __init__(self, driver: WebDriver, handle: str) -> None:
        self._driver = driver
        self._handle = handle

    def go(self, url: str) -> None:
        """Open a URL."""
        self._ask("/url", url=url)

    def reload(self) -> None:
        """Reload the page."""
        self._ask("/refresh")

    def back(self) -> None:
        """Go one step back in the history."""
        self._ask("/back")

    def click(self, selector: str) -> None:
        """Click the element that a CSS selector finds."""
        self._ask(f"/element/{self._find(selector)}/click")

    def type(self, selector: str, text: str) -> None:
        """Type text into the element that a CSS selector finds."""
        self._ask(f"/element/{self._find(selector)}/value", text=text)

    def evaluate(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function and return its result."""
        script = f"return {calling(function, arguments)}"
        return json.loads(self._ask("/execute/sync", script=script, args=[]))

    def _find(self, selector: str) -> str:
        found: dict[str, str] = self._ask("/element", using="css selector", value=selector)
        return found[_ELEMENT]

    def _ask(self, path: str, **body: object) -> Any:
        self._driver.switch_to(self._handle)
        return self._driver.ask("POST", path, **body)


@contextmanager
def driver_at(port: int) -> Iterator[httpx.Client]:
    """Wait until a driver listens on this port, and return an HTTP client for it."""
    address = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        wait_until(lambda: _is_ready(http), "the browser's driver")
        yield http


def _is_ready(http: httpx.Client) -> bool:
    try:
        return bool(http.get("/status").json()["value"]["ready"])
    except httpx.TransportError:
        return False
