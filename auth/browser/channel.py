"""Messages between this origin's tabs (HTML, BroadcastChannel)."""

import js

from .ffi import create_proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class TabChannel:
    """The Channel port; drops every message that is not a string."""

    def __init__(self, name: str) -> None:
        self._channel = js.BroadcastChannel.new(name)
        # The time at which the page was opened is the same for all interpreters on it.
        self.page = str(js.String(js.performance.timeOrigin))

    def post(self, message: str) -> None:
        """Send `message` to every other tab."""
        self._channel.postMessage(message)

    def listen(self, listener: "Callable[[str], None]") -> None:
        """Call `listener` with each message from another tab; the last listener replaces others."""

        def received(event: "Any") -> None:
            if isinstance(event.data, str):
                listener(event.data)

        self._channel.onmessage = create_proxy(received)

    def close(self) -> None:
        """Stop listening, for ever."""
        self._channel.close()
