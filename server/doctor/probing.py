"""Questions to Cognito that need no account: one request each, no redirect followed."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from server.origins import origin_of

TIMEOUT_SECONDS = 10
MOST_BYTES = 1_000_000
_SHOWN_LETTERS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: status 0 and the `failure` in words where nothing did."""

    asked: str
    url: str
    status: int = 0
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    body: bytes = field(default=b"", repr=False)
    failure: str = ""

    @property
    def location(self) -> str:
        """Where it redirects to, as an absolute URL; empty where it does not."""
        location = self.headers.get("location", "") if 300 <= self.status < 400 else ""
        return url_or_nothing(urljoin(self.url, location)) if url_or_nothing(location) else ""

    @property
    def is_html(self) -> bool:
        """Whether it is a page for people."""
        return str(self.headers.get("content-type", "")).startswith("text/html")

    @property
    def in_words(self) -> str:
        """What was asked and answered, in one line: evidence."""
        if self.failure:
            return f"{self.asked} got no answer: {self.failure}"
        words = f"{self.asked} answered {self.status}"
        if self.location:
            return f"{words} to {_shortened(self.location)}"
        text = self.body.decode("utf-8", "replace").strip()
        return words if self.is_html or not text else f"{words} with {_shortened(text)}"


def url_or_nothing(text: str) -> str:
    """Give a URL that others wrote, if it can be taken apart without a complaint; else nothing."""
    try:
        return text if urlsplit(text).port != 0 else ""
    except ValueError:
        return ""


def parameters_of(url: str) -> dict[str, str]:
    """Give the parameters in a URL's query, and in its fragment (implicit grant)."""
    parts = urlsplit(url)
    return dict(parse_qsl(parts.query) + parse_qsl(parts.fragment))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_LETTERS else f"{line[:_SHOWN_LETTERS]} …"


class Prober:
    """Asks through `client`, as a page at `page_origin` would, the same question once only.

    `now` gives epoch seconds. `skews` holds, for each answer that tells the time, how many seconds
    its clock is ahead of `now`.
    """

    def __init__(
        self, client: httpx.AsyncClient, *, page_origin: str, now: Callable[[], float]
    ) -> None:
        self._client = client
        self._page_origin = page_origin
        self._now = now
        self._answers: dict[tuple[str, str, str], Answer] = {}
        self._silent: dict[str, str] = {}
        self.skews: dict[str, float] = {}

    async def get(self, url: str) -> Answer:
        """Ask for a document or page."""
        return await self._ask("GET", url, {})

    async def post(self, url: str, form: Mapping[str, str]) -> Answer:
        """Send a form."""
        return await self._ask("POST", url, form)

    async def _ask(self, method: str, url: str, form: Mapping[str, str]) -> Answer:
        question = (method, url, str(sorted(form.items())))
        if question not in self._answers:
            self._answers[question] = await self._send(method, url, form)
        return self._answers[question]

    async def _send(self, method: str, url: str, form: Mapping[str, str]) -> Answer:
        asked = f"{method} {url.partition('?')[0]}"
        origin = origin_of(url)
        if origin in self._silent:
            return Answer(asked=asked, url=url, failure=self._silent[origin])
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                response, body = await self._receive(method, url, form)
        # Names that others made up can be more than the codec for names takes (UnicodeError).
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, UnicodeError) as failure:
            # Nobody waits a second time for a host that is not there.
            self._silent[origin] = str(failure) or type(failure).__name__
            return Answer(asked=asked, url=url, failure=self._silent[origin])
        self._note_the_time(asked, response.headers.get("date", ""))
        return Answer(
            asked=asked, url=url, status=response.status_code, headers=response.headers, body=body
        )

    async def _receive(
        self, method: str, url: str, form: Mapping[str, str]
    ) -> tuple[httpx.Response, bytes]:
        """Send one request; give the answer, and as much of its body as an honest one has."""
        headers, body = {"Origin": self._page_origin}, b""
        async with self._client.stream(method, url, data=form or None, headers=headers) as response:
            async for part in response.aiter_bytes():
                body += part
                if len(body) >= MOST_BYTES:
                    break
        return response, body[:MOST_BYTES]

    def _note_the_time(self, asked: str, date: str) -> None:
        try:
            said = parsedate_to_datetime(date).replace(tzinfo=UTC).timestamp()
        except (ValueError, OverflowError):
            return
        self.skews[asked] = said - self._now()
