"""The parts of one client, which flows, renewals and API calls share."""

from ..config import AuthConfig
from ..errors import ConfigurationError
from ..ports import Runtime
from .current import CurrentSession
from .discarding import Discarding
from .tabs import Tabs
from .token_exchange import TokenExchange


class Context:
    """The parts of one client.

    Attributes:
        config: The app client's settings.
        runtime: The ports.
        current: The session's owner.
        tabs: The other tabs.
        exchange: Sends codes and refresh tokens, and returns checked sessions.

    Raises:
        ConfigurationError: The tokens belong into a worker, so there is no client beside it.
    """

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        if config.token_storage == "worker":
            raise ConfigurationError(
                "token_storage",
                got="worker",
                expected="session or memory; or a Page, whose client asks the worker",
            )
        self.config = config
        self.runtime = runtime
        self.current = CurrentSession(config, runtime)
        self.tabs = Tabs(config, runtime, self.current)
        self.exchange = TokenExchange(config, runtime, self.current.ended)
        self.current.discard = Discarding(config, runtime, self.current, self.exchange).revoke
