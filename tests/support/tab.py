"""Simulated tabs for tests of the client, with the stand-in as Cognito."""

import copy
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from starlette.requests import Request as StarletteRequest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from auth import AuthClient, Session
from auth.config import AuthConfig
from auth.testing.doubles import (
    DirectTransport,
    LocalChannel,
    LocalLocks,
    ManualClock,
    ManualLifecycle,
    MemoryStorage,
    RecordingNavigation,
    ScriptedTransport,
    runtime,
)
from cognito_stand_in import FakeCognito, Pool, SimpleBrowser, load_pool
from tests.support import samples

Result = TypeVar("Result")

ROOT = Path(__file__).resolve().parents[2]
PASSWORDS = {"ada": "Analytical-Engine-1843", "grace": "First-Actual-Bug-1947"}
TOKEN_PATH = "/oauth2/token"
REVOKE_PATH = "/oauth2/revoke"
KEYS_PATH = "/eu-west-1_StandIn01/.well-known/jwks.json"


@cache
def _pool() -> Pool:
    return load_pool(
        ROOT / "infra" / "cognito.yaml",
        ROOT / "infra" / "development.toml",
        domain=samples.DOMAIN,
        issuer_origin="http://localhost:8002",
        page_origins=[samples.PAGE],
    )


class Api:
    """An API that records Authorization headers; `statuses` are those of its next responses."""

    def __init__(self) -> None:
        self.seen: list[str | None] = []
        self.statuses: list[int] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request."""
        self.seen.append(StarletteRequest(scope).headers.get("authorization"))
        status = self.statuses.pop(0) if self.statuses else 200
        await PlainTextResponse("hello", status)(scope, receive, send)


class Browser:
    """One browser, with everything that its tabs share."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.cognito = FakeCognito(copy.deepcopy(_pool()), now=self.clock.now)
        self.visitor = SimpleBrowser(self.cognito)
        self.api = Api()
        self.locks = LocalLocks()
        self.channel = LocalChannel()
        self.storage = MemoryStorage()

    def tab(self, url: str = f"{samples.PAGE}/", /, **settings: object) -> "Tab":
        """Open a tab."""
        return Tab(self, url, samples.config(**settings))


class TabLocks:
    """The Locks port of one page: it waits for other tabs only if `wait_seconds` is not 0."""

    def __init__(self, shared: LocalLocks) -> None:
        self._shared = shared
        self._own = LocalLocks()

    async def hold(
        self, name: str, work: Callable[[], Awaitable[Result]], *, wait_seconds: float
    ) -> Result:
        """Run `work` while holding the exclusive lock `name`."""
        locks = self._shared if wait_seconds else self._own
        return await locks.hold(name, work, wait_seconds=wait_seconds)

    async def claim(self, name: str) -> Callable[[], None]:
        """Hold `name` as a shared lock."""
        return await self._shared.claim(name)

    async def claimed(self) -> list[str]:
        """Return the names that are held."""
        return await self._shared.claimed()

    async def claimed_at_start(self) -> list[str]:
        """Return the names that are held."""
        return await self._shared.claimed_at_start()


class Tab:
    """A tab: its storage stays when another page is loaded in it.

    `storage` and `page` are those of a tab whose page has another program on it.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        config: AuthConfig,
        *,
        storage: MemoryStorage | None = None,
        page: str = "",
    ) -> None:
        self.browser = browser
        self.config = config
        self.storage = storage or MemoryStorage()
        transport = DirectTransport.to(browser.cognito, {samples.PAGE: browser.api})
        self.transport = ScriptedTransport(transport)
        self._channel: LocalChannel | None = None
        self.load(url, page=page)

    def load(self, url: str, *, page: str = "") -> AuthClient:
        """Load a page in this tab and return its new client; only the storage stays.

        Args:
            url: The address of the page.
            page: The name of a page that other programs share.
        """
        if self._channel is not None:
            self._leave()
        self._channel = LocalChannel(beside=self.browser.channel, page=page)
        self.navigation = RecordingNavigation(url)
        self.lifecycle = ManualLifecycle()
        self.sessions: list[Session] = []
        self.client = AuthClient(
            self.config,
            runtime(
                storage=self.storage,
                shared_storage=self.browser.storage,
                navigation=self.navigation,
                transport=self.transport,
                clock=self.browser.clock,
                lifecycle=self.lifecycle,
                locks=TabLocks(self.browser.locks),
                channel=self._channel,
            ),
        )
        self.client.on("changed", self.sessions.append)
        return self.client

    def brought_back(self) -> Session:
        """Restore this page from the back/forward cache, and return its session."""
        self.client._resume.come_back()
        return self.client.session

    def successor(self) -> "Tab":
        """Hand over to another program on this page, and return its tab, not started yet."""
        assert self._channel is not None
        self.client.hand_over()
        url, page = self.navigation.url, self._channel.page
        return Tab(self.browser, url, self.config, storage=self.storage, page=page)

    def close(self) -> None:
        """Close the tab, with its channel and locks."""
        self._leave()

    def _leave(self) -> None:
        """Close the page's channel and release its locks, as a browser does."""
        assert self._channel is not None
        self._channel.close()
        self._channel = None
        self.client._current.advertisement.close()

    @property
    def states(self) -> list[str]:
        """The states that the session of this page has been in, in order."""
        return [session.state for session in self.sessions]

    @property
    def codes_sent(self) -> int:
        """The number of token requests that this tab has sent."""
        return len(self.transport.sent_to(TOKEN_PATH))

    async def callback(self, username: str = "ada", **arguments: object) -> str:
        """Start a sign-in, complete Cognito's pages, and return the callback URL."""
        await self.client.sign_in(**arguments)  # type: ignore[arg-type]
        url = self.navigation.visited[-1]
        return self.browser.visitor.sign_in(url, username, PASSWORDS[username])

    async def come_back(self, url: str) -> Session:
        """Load the callback URL and let the client start."""
        return await self.load(url).start()

    async def sign_in(self, username: str = "ada", **arguments: object) -> Session:
        """Sign in, from the button to the session."""
        await self.client.start()
        return await self.come_back(await self.callback(username, **arguments))


async def signed_in(browser: Browser, username: str = "ada", **settings: object) -> Tab:
    """Return a tab in which somebody is signed in."""
    tab = browser.tab(**settings)
    await tab.sign_in(username)
    return tab
