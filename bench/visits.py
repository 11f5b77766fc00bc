"""Visit a page in a browser with a profile on disk."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Playwright

from bench.loads import Loads
from bench.pages.folders import WRITTEN_FOR
from bench.pages.sites import BenchSite
from server.origins import replace_origins
from tests.support.browser_setup import installed_browser, launch_flags

MOST_MS = 60_000
USERNAME, PASSWORD = "ada", "Analytical-Engine-1843"
MOMENTS = Path(__file__).parent / "pages" / "moments.js"
Storage = dict[str, str]


@contextmanager
def browser(playwright: Playwright) -> Iterator[BrowserContext]:
    """Start a browser with a new profile on disk, where it stores compiled code."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=installed_browser(), args=launch_flags()
        )
        context.set_default_timeout(MOST_MS)
        try:
            yield context
        finally:
            context.close()


class Tab:
    """A new tab in `context`, for `site`."""

    def __init__(
        self, context: BrowserContext, site: BenchSite, storage: Storage | None = None
    ) -> None:
        self.site = site
        self._page = context.new_page()
        self._page.on("console", self._listen)
        self._page.add_init_script(replace_origins(MOMENTS.read_text(), WRITTEN_FOR, site.origins))
        if storage:
            self._page.add_init_script(_restoring(site.url, storage))
        self._cdp = context.new_cdp_session(self._page)
        self._browser: CDPSession | None = None
        self.loads = Loads(self._cdp)
        self._moments: dict[str, float] = {}

    def close(self) -> None:
        """Close the tab, which ends its session."""
        self._page.close()

    def wake_up(self) -> None:
        """Start the browser's own processes, by loading a page of another origin."""
        self._page.goto(f"{self.site.origins.issuer}/")

    def use_line(self, *, megabits: float, latency: float) -> None:
        """Emulate a slower network; `latency` is in milliseconds."""
        throughput = megabits * 1e6 / 8
        line = {"offline": False, "latency": latency}
        line |= {"downloadThroughput": throughput, "uploadThroughput": throughput}
        self._cdp.send("Network.emulateNetworkConditions", line)

    def slow_down(self, rate: float) -> None:
        """Emulate a processor that is `rate` times slower."""
        self._cdp.send("Emulation.setCPUThrottlingRate", {"rate": rate})

    @contextmanager
    def tracing(self, categories: list[str]) -> Iterator[list[dict[str, Any]]]:
        """Trace the whole browser (CDP, Tracing); the list is filled when the `with` block ends."""
        events: list[dict[str, Any]] = []
        ended: list[object] = []
        self._cdp.on("Tracing.dataCollected", lambda found: events.extend(found["value"]))
        self._cdp.on("Tracing.tracingComplete", lambda how: ended.append(how))  # noqa: PLW0108 - Playwright sets attributes
        self._cdp.send("Tracing.start", {"traceConfig": {"includedCategories": categories}})
        yield events
        self._cdp.send("Tracing.end")
        while not ended:
            self._page.wait_for_timeout(20)

    def reaches_login(self) -> float:
        """Open the page; return the milliseconds between its request and that for `/login`."""
        self._opens()
        self._page.wait_for_url("**/login?*", wait_until="commit")
        return 1000 * (self._left_at - self.loads.sent_at(self.site.url))

    def signs_in(self) -> dict[str, float]:
        """Sign in on Cognito's page; return the moments that the page then reports."""
        self._page.get_by_label("Username").fill(USERNAME)
        self._page.get_by_label("Password").fill(PASSWORD)
        self._moments.clear()
        self._page.get_by_role("button", name="Sign in", exact=True).click()
        return self._comes_to()

    def opens(self) -> dict[str, float]:
        """Open the page when signed in; return the moments that it reports."""
        self._opens()
        return self._comes_to()

    def runs(self, expression: str) -> float:
        """Return the number that a JavaScript expression, or its promise, results in."""
        result: float = self._page.evaluate(expression)
        return result

    def processor_seconds(self) -> float:
        """Return the processor time of all the browser's processes so far (CDP, SystemInfo)."""
        if self._browser is None:
            browser = self._page.context.browser
            assert browser is not None, "the context of a profile has its own browser"
            self._browser = browser.new_browser_cdp_session()
        found = self._browser.send("SystemInfo.getProcessInfo")
        seconds: float = sum(one["cpuTime"] for one in found["processInfo"])
        return seconds

    def rests(self, milliseconds: float) -> None:
        """Wait."""
        self._page.wait_for_timeout(milliseconds)

    def storage(self) -> Storage:
        """Return the content of sessionStorage."""
        kept: Storage = self._page.evaluate("() => ({...sessionStorage})")
        return kept

    def bytes_before_login(self) -> int:
        """Return the bytes that were received before `/login` was requested."""
        return self.loads.bytes_until(self._left_at)

    def bytes_of(self, part: str) -> int:
        """Return the bytes that were received from URLs that contain `part`."""
        return self.loads.bytes_until(inf, containing=part)

    @property
    def _left_at(self) -> float:
        """When Cognito's sign-in page was requested, in seconds of the browser's clock."""
        return self.loads.sent_at(f"{self.site.origins.domain}/login")

    def _opens(self) -> None:
        self.loads.clear()
        self._moments.clear()
        self._page.goto(self.site.url, wait_until="commit")

    def _comes_to(self) -> dict[str, float]:
        while not self.site.moments <= set(self._moments):
            self._page.wait_for_event("console")
        return dict(self._moments)

    def _listen(self, message: ConsoleMessage) -> None:
        word, _, told = message.text.partition(" ")
        if word == "moment":
            moment = json.loads(told)
            self._moments[moment["name"]] = moment["at"]


def _restoring(url: str, storage: Storage) -> str:
    """Return a script that restores a session in a tab without one."""
    wanted = f"location.href === {json.dumps(url)} && sessionStorage.length === 0"
    return f"if ({wanted}) Object.assign(sessionStorage, {json.dumps(storage)});"
