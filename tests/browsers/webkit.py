"""Drives WebKitGTK by its WebDriver."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.origins import free_origins, port_of
from tests.browsers.needs import SYSTEM_PYTHON, WEBKIT_DRIVER
from tests.browsers.processes import running
from tests.browsers.screen import screen
from tests.browsers.tab import Message, Opener
from tests.browsers.webdriver import WebDriver, WebDriverTab, driver_at
from tests.e2e.watch import REPORT_VIOLATIONS

BROWSER = Path(__file__).with_name("webkit_window.py")
_LINE = re.compile(r"^(?:.*: )?CONSOLE (?:[A-Z]+ )?(ERROR|WARN|INFO|DEBUG|LOG) (.*)$")


@contextmanager
def opened() -> Iterator[Opener]:
    """Start a screen; each window is a process of its own with an empty profile."""
    with screen() as display:
        yield lambda: _window(display)


@contextmanager
def _window(display: str) -> "Iterator[WebKitWindow]":
    port = port_of(free_origins().page)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        running([WEBKIT_DRIVER, f"--port={port}"], environment={"DISPLAY": display}),
        driver_at(port) as http,
    ):
        Path(folder, "start.js").write_text(REPORT_VIOLATIONS, encoding="utf-8")
        driver = WebDriver(http, {"webkitgtk:browserOptions": _browser(folder)})
        try:
            yield WebKitWindow(driver, Path(folder, "console"))
        finally:
            driver.end()


def _browser(folder: str) -> dict[str, object]:
    return {"binary": SYSTEM_PYTHON, "args": [str(BROWSER), f"--folder={folder}"]}


class WebKitWindow:
    """One process of WebKitGTK, which writes console messages to the file `console`."""

    def __init__(self, driver: WebDriver, console: Path) -> None:
        self._driver = driver
        self._console = console

    def new_tab(self) -> WebDriverTab:
        """Open an empty tab."""
        return WebDriverTab(self._driver, self._driver.ask("POST", "/window/new")["handle"])

    def console(self) -> list[Message]:
        """Return the console's messages; continuation lines have an empty level."""
        lines = self._console.read_text("utf-8", "replace").splitlines()
        return [_message(line) for line in lines if line]

    def requested(self) -> list[str]:
        """Return an empty list: WebKit's driver does not report requests."""
        return []


def _message(line: str) -> Message:
    if match := _LINE.match(line):
        level, text = match.groups()
        return Message(level.lower(), text)
    return Message("", line)
