"""The ports that all pages of a vault share, and those of each page's client."""

from ..config import AuthConfig
from ..encoding.url import parse_url
from ..errors import ArgumentRefused, ConfigurationError
from ..ports import Runtime
from .channel import Exchange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..ports import Channel, Clock, Crypto, Locks, Transport
    from ..remote.port import Port
    from .ports import TabLifecycle, TabNavigation, TabStorage


class WorkerPorts:
    """The ports of one worker, and its settings.

    Args:
        config: The settings, with `token_storage = "worker"`.
        transport: Sends requests.
        crypto: Cryptography.
        clock: Time.
        locks: Mutual exclusion.
        outside: The origin's channel, for what contains no token.
        client_port: Returns the Port of what a page has sent as the port of a client.

    Attributes:
        config: The settings of the clients, which keep their tokens in memory.
        clock: Time.
        shared: A copy of localStorage, as far as it is this package's.
        client_port: See above.

    Raises:
        ConfigurationError: The settings are those of a page without a vault.
    """

    def __init__(
        self,
        config: AuthConfig,
        *,
        transport: "Transport",
        crypto: "Crypto",
        clock: "Clock",
        locks: "Locks",
        outside: "Channel",
        client_port: "Callable[[Any], Port]",
    ) -> None:
        if config.token_storage != "worker":
            raise ConfigurationError("token_storage", got=config.token_storage, expected="worker")
        config.token_storage = "memory"  # of this worker
        self.config, self.clock, self.client_port = config, clock, client_port
        self.shared: dict[str, str] = {}
        self._transport, self._crypto, self._locks = transport, crypto, locks
        self._exchange = Exchange(outside)
        self._origin = parse_url(config.redirect_uri).origin

    def is_own(self, url: str) -> bool:
        """Check whether a URL is on the origin that the sign-in returns to."""
        try:
            return parse_url(url).origin == self._origin
        except ArgumentRefused:
            return False

    def runtime(
        self,
        storage: "TabStorage",
        shared_storage: "TabStorage",
        navigation: "TabNavigation",
        lifecycle: "TabLifecycle",
    ) -> Runtime:
        """Return the ports of a page's client: its own, and those that all of them share."""
        return Runtime(
            storage=storage,
            shared_storage=shared_storage,
            navigation=navigation,
            transport=self._transport,
            crypto=self._crypto,
            clock=self.clock,
            lifecycle=lifecycle,
            locks=self._locks,
            channel=self._exchange.channel(),
        )
