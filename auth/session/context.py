"""What everything that works on the session shares."""

from ..config import AuthConfig
from ..ports import Runtime
from .current import CurrentSession
from .tabs import Tabs
from .token_exchange import TokenExchange


class Context:
    """The parts of one client.

    Attributes:
        config: The app client's settings.
        runtime: The ports.
        current: The session's owner.
        tabs: The other tabs.
        exchange: Codes and refresh tokens in, checked sessions out.
    """

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        self.config = config
        self.runtime = runtime
        self.current = CurrentSession(config, runtime)
        self.tabs = Tabs(config, runtime, self.current)
        self.exchange = TokenExchange(config, runtime, self.current.ended)
