"""A browser without JavaScript in the same process: cookies, redirects and forms."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import httpx

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Message

    from .cognito import FakeCognito

_MOST_REDIRECTS = 10


class InProcessTransport(httpx.BaseTransport):
    """An httpx transport that calls ASGI applications by origin, without sockets or an event loop.

    It needs no event loop because a stand-in never waits.
    """

    def __init__(self, apps: dict[str, ASGIApp]) -> None:
        self._apps = apps

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the application of its origin.

        Raises:
            httpx.ConnectError: there is no application for that origin.
            httpx.ReadError: the stand-in dropped the connection.
        """
        origin = str(request.url.copy_with(raw_path=b"/")).rstrip("/")
        if origin not in self._apps:
            message = f"no application for {origin}"
            raise httpx.ConnectError(message)
        exchange = _Exchange(request)
        try:
            _run(self._apps[origin](exchange.scope, exchange.receive, exchange.send))
        except ConnectionResetError as error:
            raise httpx.ReadError(str(error)) from error
        return httpx.Response(exchange.status, headers=exchange.headers, content=exchange.body)


class _Exchange:
    """One request and its response, as ASGI messages."""

    def __init__(self, request: httpx.Request) -> None:
        self.scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.url.scheme,
            "path": request.url.path,
            "raw_path": request.url.raw_path.partition(b"?")[0],
            "query_string": request.url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "server": (request.url.host, request.url.port),
            "client": ("127.0.0.1", 1),
        }
        self._content: bytes | None = request.read()
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def receive(self) -> Message:
        if self._content is None:
            return {"type": "http.disconnect"}
        content, self._content = self._content, None
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


def _run(answering: Awaitable[None]) -> None:
    try:
        next(answering.__await__())
    except StopIteration:
        return
    raise RuntimeError("the application waits: pass a `sleep` that returns at once")


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


class Page(HTMLParser):
    """The alerts, links and forms of a page, with the values of the fields."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.alerts: list[str] = []
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._in_alert = False
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forms, fields, links and alerts."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given["action"], {}))
        elif tag == "input" and (given.get("type") != "radio" or "checked" in given):
            self.forms[-1][1][given["name"]] = given["value"]
        elif tag == "a":
            self.links.append(given["href"])
        self._in_alert = given.get("role") == "alert"

    def handle_data(self, data: str) -> None:
        """Collect the text of alerts."""
        if self._in_alert:
            self.alerts.append(data.strip())
            self._in_alert = False

    def link_to(self, path: str) -> str:
        """Return the first link that contains a path.

        Raises:
            LookupError: the page has no such link.
        """
        for link in self.links:
            if path in link:
                return link
        raise LookupError(path)


class SimpleBrowser:
    """Opens the pages of a stand-in and submits their forms.

    `page` is the page that is shown, or None once the browser has been redirected to an app. `http`
    is an `httpx.Client` with the same cookies.

    Args:
        cognito: The stand-in.
    """

    def __init__(self, cognito: FakeCognito) -> None:
        pool = cognito.pool
        apps = {pool.domain: cognito.domain_app, _origin(pool.issuer): cognito.issuer_app}
        if pool.replica_issuer is not None:
            apps.setdefault(_origin(pool.replica_issuer), cognito.replica_app)
        transport = InProcessTransport(apps)
        self.http = httpx.Client(transport=transport, base_url=pool.domain)
        self._domain = pool.domain
        self.page: Page | None = None

    def open(self, url: str) -> str:
        """Open a URL, follow the redirects, and return the final URL.

        Raises:
            RuntimeError: there are too many redirects.
        """
        return self._follow(self.http.get(url))

    def submit(self, fields: dict[str, str], *, form: int = 0) -> str:
        """Submit a form of the page, follow the redirects, and return the final URL.

        Args:
            fields: The values to fill in; hidden fields keep theirs.
            form: Which form of the page, counted from 0.

        Raises:
            LookupError: no page is shown.
        """
        if self.page is None:
            raise LookupError("no page is shown")
        action, filled = self.page.forms[form]
        url = urljoin(str(self.page.response.url), action)
        return self._follow(self.http.post(url, data={**filled, **fields}))

    def sign_in(self, url: str, username: str, password: str) -> str:
        """Sign in at an authorization URL.

        Returns:
            The callback URL, or the URL of the page that shows a mistake.
        """
        place = self.open(url)
        return (
            place
            if self.page is None
            else self.submit({"username": username, "password": password})
        )

    def _follow(self, response: httpx.Response) -> str:
        for _ in range(_MOST_REDIRECTS):
            location = response.headers.get("location")
            if location is None:
                self.page = Page(response)
                return str(response.url)
            target: str = urljoin(str(response.url), location)
            if not target.startswith(f"{self._domain}/"):
                self.page = None
                return target
            response = self.http.get(target)
        raise RuntimeError(f"more than {_MOST_REDIRECTS} redirects")
