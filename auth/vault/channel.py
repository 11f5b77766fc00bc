"""The channel between the tabs of one vault, on which sessions pass without leaving the worker."""

from ..encoding.strict_json import parse_object
from ..errors import AuthError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..ports import Channel

_LEAVE_THE_WORKER = ("signed_out", "active")
"""The events that other workers hear and may send. None of them contains a token."""


class Exchange:
    """Connects the channels of a vault's tabs, and these with other vaults of the origin.

    There are several vaults if the browser has no SharedWorker, or while tabs have different
    releases of the page. Their sessions stay apart, but a sign-out ends all.

    Args:
        outside: The origin's channel, which any program of the origin may hear and use.
    """

    def __init__(self, outside: "Channel") -> None:
        self._outside = outside
        self._channels: list[TabChannel] = []
        self._count = 0
        outside.listen(self._heard)

    def channel(self) -> "TabChannel":
        """Return the channel of another tab."""
        self._count += 1
        channel = TabChannel(self, f"vault {self._count}")
        self._channels.append(channel)
        return channel

    def post(self, sender: "TabChannel", message: str) -> None:
        """Send a message of one tab to the others."""
        self._deliver(sender, message)
        if _leaves_the_worker(message):
            self._outside.post(message)

    def remove(self, channel: "TabChannel") -> None:
        """Forget a tab."""
        if channel in self._channels:
            self._channels.remove(channel)

    def _heard(self, message: str) -> None:
        if _leaves_the_worker(message):
            self._deliver(None, message)

    def _deliver(self, sender: "TabChannel | None", message: str) -> None:
        for channel in list(self._channels):
            if channel is not sender:
                channel.hear(message)


class TabChannel:
    """The Channel port of one tab.

    Attributes:
        page: The name of the page.
    """

    def __init__(self, exchange: Exchange, page: str) -> None:
        self.page = page
        self._exchange = exchange
        self.hear: Callable[[str], None] = lambda _message: None

    def post(self, message: str) -> None:
        """Send `message` to every other tab."""
        self._exchange.post(self, message)

    def listen(self, listener: "Callable[[str], None]") -> None:
        """Call `listener` with each message from another tab."""
        self.hear = listener

    def close(self) -> None:
        """Stop listening for good."""
        self._exchange.remove(self)


def _leaves_the_worker(message: str) -> bool:
    try:
        return parse_object(message).get("event") in _LEAVE_THE_WORKER
    except AuthError:
        return False
