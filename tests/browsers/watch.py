"""Checks what happened in a browser by the same rules as the tests in Chromium."""

from dataclasses import dataclass, field
from typing import Any

from server.addresses import integrity_of
from tests.browsers.tab import Message, Tab, Window
from tests.e2e.leaks import Secret, Sighting, find_leaks
from tests.e2e.person import PASSWORD
from tests.e2e.site import Site
from tests.e2e.watch import LOOK_AROUND, VIOLATION

ABORTED = (
    *("Load failed", "access control checks", "wasm failed"),
    *("NetworkError when attempting to fetch", "falling back to ArrayBuffer"),
    *("error loading dynamically imported module", "The operation was aborted"),
)
"""What WebKit and Firefox say of requests that a navigation has aborted."""
EMPTY = integrity_of(b"").removeprefix("sha256-")
"""Firefox compares a module that a navigation has aborted with its hash, for example on the landing
page, which fetches ahead."""


@dataclass(slots=True)
class Watch:
    """Records what happens in one window.

    Attributes:
        is_left_early: Whether a page is left while it loads, as these browsers report.
    """

    window: Window
    site: Site
    tabs: list[Tab] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    is_left_early: bool = False

    def new_tab(self) -> Tab:
        """Open a tab and record what happens in it."""
        tab = self.window.new_tab()
        self.tabs.append(tab)
        return tab

    def look_around(self, tab: Tab) -> None:
        """Record what scripts of the page can see now, if the page is on our origin."""
        if self.site.name_of(tab.evaluate("() => location.href")) == "page":
            seen: list[list[Any]] = tab.evaluate(LOOK_AROUND.rstrip().removesuffix(";"))
            self.sightings += [Sighting(place, str(text)) for place, text in seen]

    def check(self) -> None:
        """Fail for errors, policy violations, foreign requests and leaked secrets."""
        for tab in self.tabs:
            self.look_around(tab)
        said = self.window.console()
        assert [one.text for one in said if self._is_trouble(one)] == []
        assert [url for url in self.window.requested() if self._is_foreign(url)] == []
        assert self._leaks(said) == []

    def _is_trouble(self, message: Message) -> bool:
        """Check for errors and violations; Firefox requests an icon that Cognito's page forbids."""
        if EMPTY in message.text or f"{self.site.origins.domain}/favicon.ico" in message.text:
            return False
        if self.is_left_early and any(words in message.text for words in ABORTED):
            return False
        return message.level == "error" or message.text.startswith(VIOLATION)

    def _is_foreign(self, url: str) -> bool:
        return url != "about:blank" and self.site.name_of(url) is None

    def _leaks(self, said: list[Message]) -> list[str]:
        exchanges = self.site.domain_log.exchanges
        secrets = {Secret("password", PASSWORD)}
        secrets |= {secret for one in exchanges for secret in one.secrets()}
        seen = [*self.sightings, *(sight for one in exchanges for sight in one.sightings())]
        seen += [Sighting("console", one.text) for one in said]
        seen += [Sighting("access log", line) for line in self.site.access_log]
        return find_leaks(secrets, seen)
