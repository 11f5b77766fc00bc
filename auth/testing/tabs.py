"""A browser with tabs, in which an `AuthClient` signs in without a page, and with no sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cognito_stand_in import FakeCognito, SimpleBrowser

from ..client import AuthClient
from .api import RecordedApi
from .doubles import (
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
from .pools import example_settings, password_of, pool_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import ASGIApp

    from cognito_stand_in import Pool

    from ..config import AuthConfig
    from ..ports import Runtime
    from ..session.states import Session

Result = TypeVar("Result")


class Browser:
    """One browser, with everything that its tabs share, and a stand-in for Cognito.

    Args:
        config: The settings of the app; by default those of `cognito_stand_in.example_pool()`.
        pool: The user pool; by default one that has the app client of `config`.
        api: What answers at the `api_origins` of `config`, or at the page's own origin: an ASGI
            application, or JSON values by path.
        apps: More ASGI applications, by origin.
        clock: The clock of the browser and of the stand-in.
    """

    def __init__(
        self,
        config: AuthConfig | None = None,
        *,
        pool: Pool | None = None,
        api: ASGIApp | Mapping[str, object] | None = None,
        apps: Mapping[str, ASGIApp] | None = None,
        clock: ManualClock | None = None,
    ) -> None:
        self.config = config or example_settings()
        self.clock = clock or ManualClock()
        self.cognito = FakeCognito(pool or pool_for(self.config), now=self.clock.now)
        self.simple_browser = SimpleBrowser(self.cognito)
        self.api = RecordedApi({} if api is None else api)
        self.apps = dict(apps or {})
        if api is not None:
            self.apps |= dict.fromkeys(_api_origins(self.config), self.api)
        self.locks = LocalLocks()
        self.channel = LocalChannel()
        self.storage = MemoryStorage()

    def tab(self, url: str | None = None) -> Tab:
        """Open a tab, by default at `redirect_uri`."""
        return Tab(self, url or self.config.redirect_uri, self.config)


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

    Args:
        browser: The browser.
        url: The address of the first page.
        config: The settings of the app.
        storage: The storage of a tab whose page has another program on it.
        page: The name of that page.

    Attributes:
        client: The client of the page that is loaded.
        sessions: The sessions that it has published.
        transport: Its requests.
        navigation: Its address, and where it navigated.
        lifecycle: Makes events of the page happen.
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
        self.transport = ScriptedTransport(DirectTransport.to(browser.cognito, browser.apps))
        self._channel: LocalChannel | None = None
        self.load(url, page=page)

    def load(self, url: str, *, page: str = "") -> AuthClient:
        """Load a page in this tab and return its new client; only the storage stays.

        Args:
            url: The address of the page.
            page: The name of a page that other programs share.
        """
        self.client = AuthClient(self.config, self.ports(url, page=page))
        self.sessions: list[Session] = []
        self.client.on("changed", self.sessions.append)
        return self.client

    def ports(self, url: str, *, page: str = "") -> Runtime:
        """Load a page in this tab without a client, and return the ports for one.

        Args:
            url: The address of the page.
            page: The name of a page that other programs share.
        """
        if self._channel is not None:
            self.close()
        self._channel = LocalChannel(beside=self.browser.channel, page=page)
        self.navigation = RecordingNavigation(url)
        self.lifecycle = ManualLifecycle()
        return runtime(
            storage=self.storage,
            shared_storage=self.browser.storage,
            navigation=self.navigation,
            transport=self.transport,
            clock=self.browser.clock,
            lifecycle=self.lifecycle,
            locks=TabLocks(self.browser.locks),
            channel=self._channel,
        )

    def close(self) -> None:
        """Close the tab, with its channel and locks."""
        assert self._channel is not None
        self._channel.close()
        self._channel = None
        self.client._current.advertisement.close()  # noqa: SLF001 - the browser does so

    async def callback(self, username: str = "ada", **arguments: object) -> str:
        """Start a sign-in, complete Cognito's pages, and return the callback URL.

        Args:
            username: Who signs in.
            arguments: Those of `AuthClient.sign_in`.
        """
        await self.client.sign_in(**arguments)  # type: ignore[arg-type]
        url = self.navigation.visited[-1]
        password = password_of(self.browser.cognito.pool, username)
        return self.browser.simple_browser.sign_in(url, username, password)

    async def come_back(self, url: str) -> Session:
        """Load the callback URL and let the client start."""
        return await self.load(url).start()

    async def sign_in(self, username: str = "ada", **arguments: object) -> Session:
        """Sign in, from the button to the session; the tab's `client` is signed in afterwards.

        Args:
            username: Who signs in.
            arguments: Those of `AuthClient.sign_in`.
        """
        await self.client.start()
        return await self.come_back(await self.callback(username, **arguments))


def _api_origins(config: AuthConfig) -> tuple[str, ...]:
    from ..encoding.url import parse_url  # noqa: PLC0415

    return config.api_origins or (parse_url(config.redirect_uri).origin,)
