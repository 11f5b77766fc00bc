"""A simulated tab for attacks, with its own storage, address bar and channel.

Sign-ins in it do not affect the session. Requests to Cognito and to the API use the real network.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from auth.client import AuthClient
from auth.config import AuthConfig
from auth.encoding.url import parse_url
from auth.ports import Runtime, Transport
from auth.protocol.http import Request, Response
from auth.session.states import Session

if TYPE_CHECKING:
    from auth.ports import LifecycleEvent

Result = TypeVar("Result")


class Sandbox:
    """One simulated tab."""

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        self._config = config
        self.storage = _Storage()
        self._transport = _Counting(runtime.transport)
        self._navigation = _AddressBar(config.redirect_uri)
        self.runtime = Runtime(
            storage=self.storage,
            shared_storage=_Storage(),
            navigation=self._navigation,
            transport=self._transport,
            crypto=runtime.crypto,
            clock=runtime.clock,
            lifecycle=_Lifecycle(),
            locks=_Locks(),
            channel=_Channel(),
        )

    @property
    def token_requests(self) -> int:
        """The number of token requests so far."""
        return self._transport.paths.count("/oauth2/token")

    async def begin_sign_in(self) -> str:
        """Start a sign-in, and return the URL that it navigates to."""
        client = AuthClient(self._config, self.runtime)
        await client.sign_in()
        return self._navigation.left_for

    async def come_back(self, query: str) -> Session:
        """Load the redirect URI with a query, and return the client's session."""
        self._navigation.url = f"{self._config.redirect_uri}?{query}"
        client = AuthClient(self._config, self.runtime)
        session = await client.start()
        client.hand_over()  # stop its timers and listeners
        return session


class _Storage:
    def __init__(self) -> None:
        self._entries: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self._entries.get(key)

    def set(self, key: str, value: str) -> None:
        self._entries[key] = value

    def remove(self, key: str) -> None:
        self._entries.pop(key, None)

    def keys(self) -> list[str]:
        return list(self._entries)


class _AddressBar:
    def __init__(self, url: str) -> None:
        self.url = url
        self.left_for = ""

    def current_url(self) -> str:
        return self.url

    def replace_url(self, url: str) -> None:
        self.url = url

    def go(self, url: str, *, replace: bool = False) -> None:
        del replace
        self.left_for = url


class _Counting:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.paths: list[str] = []

    async def send(self, request: Request) -> Response:
        self.paths.append(parse_url(request.url).path)
        return await self._transport.send(request)


class _Lifecycle:
    def listen(
        self, listener: "Callable[[LifecycleEvent], None]", *, activity: bool
    ) -> Callable[[], None]:
        del listener, activity
        return lambda: None


class _Locks:
    async def hold(
        self, name: str, work: Callable[[], Awaitable[Result]], *, wait_seconds: float
    ) -> Result:
        del name, wait_seconds
        return await work()

    async def claim(self, name: str) -> Callable[[], None]:
        del name
        return lambda: None

    async def claimed(self) -> list[str]:
        return []

    async def claimed_at_start(self) -> list[str]:
        return []


class _Channel:
    page = "sandbox"

    def post(self, message: str) -> None:
        del message

    def listen(self, listener: Callable[[str], None]) -> None:
        del listener

    def close(self) -> None:
        pass
