"""Records everything that happens in the browser during a test, and checks it afterwards."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, WebError

from tests.e2e.leaks import Secret, Sighting, find_leaks
from tests.e2e.site import Site

VIOLATION = "policy violation: "
REPORT_VIOLATIONS = f"""
addEventListener("securitypolicyviolation", (event) =>
  console.debug("{VIOLATION}" + event.effectiveDirective + " " + event.blockedURI), true);
"""
# Returns pairs of a place and its content, as far as scripts of the page can see it.
LOOK_AROUND = (Path(__file__).parent / "look_around.js").read_text("utf-8")


@dataclass(slots=True)
class _Expected:
    """Console errors that a test causes: words in the messages, and a part of the URL."""

    words: tuple[str, ...]
    address: str
    met: bool = False

    def covers(self, text: str, url: str) -> bool:
        """Check whether a message is expected, and record that it came."""
        is_it = self.address in url and any(words in text for words in self.words)
        self.met = self.met or is_it
        return is_it


class _Log(logging.Handler):
    """Collects the log lines of the servers in this process."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Store one line, with its traceback if it has one."""
        self._lines.append(self.format(record))


@dataclass(eq=False)  # no slots either: Playwright marks the objects whose methods it calls
class Watch:
    """Records what happens in one browser context.

    `unsent` are URLs of requests that Chromium reports and never sends.
    """

    context: BrowserContext
    site: Site
    console: list[tuple[str, str, str]] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    expected: list[_Expected] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Start recording, before any page is opened."""
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.context.on("console", self._note_console)
        self.context.on("weberror", self._note_error)
        self.context.on("request", self._note_request)
        self._log = _Log(self.logged)
        logging.getLogger().addHandler(self._log)

    def expect_trouble(self, *words: str, at: str = "") -> None:
        """Expect console or page errors with any of these words, about a URL that contains `at`.

        At least one must come.
        """
        self.expected.append(_Expected(words, at))

    def allow_trouble(self, *words: str) -> None:
        """Accept console or page errors with any of these words, which need not come."""
        self.expected.append(_Expected(words, "", met=True))

    def expect_failed_load(self, path: str) -> None:
        """Expect that loading `path` fails, which Chromium reports on the console."""
        self.expect_trouble("Failed to load resource", at=path)

    def expect_violations(self, *directives: str, said: tuple[str, ...]) -> None:
        """Expect violations of these directives, and console errors with any words of `said`.

        At least one violation must come.
        """
        self.refused |= set(directives)
        self.expect_trouble(*said)

    def expect_leak(self, kind: str, place: str) -> None:
        """Expect that a secret of this kind appears in `place`."""
        self.shown.add(f"{kind} in {place}")

    def guard(self, kind: str, text: str) -> str:
        """Treat `text` as a secret of this kind, too, and return it."""
        self.secrets.append(Secret(kind, text))
        return text

    def look_around(self, page: Page) -> None:
        """Record what scripts of the page can see now, if the page is on our origin.

        A page that is about to leave may do so meanwhile; then this looks at the next one.
        """
        while self.site.name_of(page.url) == "page":
            try:
                seen: list[list[Any]] = page.evaluate(LOOK_AROUND)
            except Error as reason:
                if "because of a navigation" not in reason.message:
                    raise
                page.wait_for_load_state()
            else:
                self.sightings += [Sighting(place, str(text)) for place, text in seen]
                return

    def asked_for(self, name: str) -> int:
        """Count the requests for a file of that name."""
        return sum(urlsplit(one.url).path.endswith(f"/{name}") for one in self.requests)

    def documents(self, path: str = "/") -> int:
        """Count how often the browser navigated to `path` of the page's origin."""
        return sum(
            request.is_navigation_request()
            and self.site.name_of(request.url) == "page"
            and urlsplit(request.url).path == path
            for request in self.requests
        )

    def check(self) -> None:
        """Fail for unexpected errors, policy violations, foreign requests and leaked secrets."""
        logging.getLogger().removeHandler(self._log)
        for page in self.context.pages:
            self.look_around(page)
        assert self._violations() == []
        assert not self.refused or self.violations()
        assert self._unexpected() == []
        assert [one for one in self.expected if not one.met] == []
        assert self._foreign() == []
        assert set(self.leaks()) == self.shown

    def leaks(self) -> list[str]:
        """Return the leaks of all secrets in all places."""
        exchanges = self.site.domain_log.exchanges
        secrets = {*self.secrets, *(secret for one in exchanges for secret in one.secrets())}
        seen = [*self.sightings, *(sight for one in exchanges for sight in one.sightings())]
        seen += [Sighting("console", text) for _, text, _ in self.console]
        seen += [Sighting("page error", text) for text in self.page_errors]
        seen += [Sighting("access log", line) for line in self.site.access_log]
        seen += [Sighting("log", line) for line in self.logged]
        seen += [
            Sighting(f"cookie {one['name']}", str(one["value"])) for one in self.context.cookies()
        ]
        for request in self.requests:
            seen += self._sent(request)
        return find_leaks(secrets, seen)

    def _sent(self, request: Request) -> list[Sighting]:
        path = urlsplit(request.url).path
        if path == self.site.home:
            path = "/"  # by which name the callback is known, wherever the page lives
        here = f"{request.method} {self.site.name_of(request.url)} {path}"
        body = (request.post_data_buffer or b"").decode("utf-8", "replace")
        headers = request.headers.items()
        return [
            Sighting(f"url of {here}", request.url),
            Sighting(f"body of {here}", body),
            *(Sighting(f"header {name} of {here}", value) for name, value in headers),
        ]

    def _foreign(self) -> list[str]:
        """Return the requests to foreign origins that the policy did not block."""
        requests = [one for one in self.requests if one.url not in self.unsent]
        foreign = [one for one in requests if not self.site.name_of(one.url)]
        return [one.url for one in foreign if not (self.refused and one.failure == "csp")]

    def violations(self) -> list[str]:
        """Return directive and URL of each policy violation, in order."""
        texts = [text for _, text, _ in self.console if text.startswith(VIOLATION)]
        return [text.removeprefix(VIOLATION) for text in texts]

    def _violations(self) -> list[str]:
        return [one for one in self.violations() if one.split(" ")[0] not in self.refused]

    def _unexpected(self) -> list[str]:
        errors = [(text, url) for kind, text, url in self.console if kind == "error"]
        errors += [(text, "") for text in self.page_errors]
        # A list, not any(): every expectation has to record whether its error came.
        return [
            f"{text} {url}"
            for text, url in errors
            if not any([one.covers(text, url) for one in self.expected])  # noqa: C419
        ]

    def _note_console(self, message: ConsoleMessage) -> None:
        self.console.append((message.type, message.text, message.location["url"]))

    def _note_request(self, request: Request) -> None:
        self.requests.append(request)

    def _note_error(self, error: WebError) -> None:
        self.page_errors.append(str(error.error))
