"""Requests that need no account: each is sent once, and redirects are not followed."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from server.origins import origin_of

TIMEOUT_SECONDS = 10
MAX_BYTES = 1_000_000
_MAX_SHOWN = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response; without one, `status` is 0 and `failure` contains the reason."""

    asked: str
    url: str
    status: int = 0
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    body: bytes = field(default=b"", repr=False)
    failure: str = ""

    @property
    def location(self) -> str:
        """Where it redirects to, as an absolute URL; empty if it does not."""
        location = self.headers.get("location", "") if 300 <= self.status < 400 else ""
        return parsable_url(urljoin(self.url, location)) if parsable_url(location) else ""

    @property
    def is_html(self) -> bool:
        """Whether it is an HTML page."""
        return str(self.headers.get("content-type", "")).startswith("text/html")

    @property
    def in_words(self) -> str:
        """Request and response in one line, as evidence."""
        if self.failure:
            return f"{self.asked} got no answer: {self.failure}"
        words = f"{self.asked} answered {self.status}"
        if self.location:
            return f"{words} to {_shortened(self.location)}"
        text = self.body.decode("utf-8", "replace").strip()
        return words if self.is_html or not text else f"{words} with {_shortened(text)}"


def parsable_url(text: str) -> str:
    """Return `text` if it can be parsed as a URL, else an empty string."""
    try:
        return text if urlsplit(text).port != 0 else ""
    except ValueError:
        return ""


def parameters_of(url: str) -> dict[str, str]:
    """Return the parameters in a URL's query, and in its fragment (implicit grant)."""
    parts = urlsplit(url)
    return dict(parse_qsl(parts.query) + parse_qsl(parts.fragment))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_SHOWN else f"{line[:_MAX_SHOWN]} …"


class Prober:
    """Sends requests as a page would, and remembers the answers.

    Args:
        client: What sends them.
        page_origin: The origin of the page.
        now: Returns epoch seconds.

    Attributes:
        skews: By request, how many seconds the clock in the answer is ahead of `now`.
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
        """Return the answer to a GET request."""
        return await self._ask("GET", url, {})

    async def post(self, url: str, form: Mapping[str, str]) -> Answer:
        """Return the answer to a form."""
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
        # The codec for host names refuses some that are in documents (UnicodeError).
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, UnicodeError) as failure:
            # Do not wait for the same host again.
            self._silent[origin] = str(failure) or type(failure).__name__
            return Answer(asked=asked, url=url, failure=self._silent[origin])
        self._note_the_time(asked, response.headers.get("date", ""))
        return Answer(
            asked=asked, url=url, status=response.status_code, headers=response.headers, body=body
        )

    async def _receive(
        self, method: str, url: str, form: Mapping[str, str]
    ) -> tuple[httpx.Response, bytes]:
        """Send one request, and return the response with at most MAX_BYTES of its body."""
        headers, body = {"Origin": self._page_origin}, b""
        async with self._client.stream(method, url, data=form or None, headers=headers) as response:
            async for part in response.aiter_bytes():
                body += part
                if len(body) >= MAX_BYTES:
                    break
        return response, body[:MAX_BYTES]

    def _note_the_time(self, asked: str, date: str) -> None:
        try:
            said = parsedate_to_datetime(date).replace(tzinfo=UTC).timestamp()
        except (ValueError, OverflowError):
            return
        self.skews[asked] = said - self._now()
