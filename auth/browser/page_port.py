"""The Port between a vault and a page, whose messages may bring the port of a client."""

from .ffi import create_proxy
from .port import MessagePort

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class PagePort(MessagePort):
    """A Port whose bodies are ports."""

    def listen(self, receive: "Callable[[str, Any], None]", closed: "Callable[[], None]") -> None:
        """Receive messages from now on."""

        def received(event: "Any") -> None:
            text = event.data if isinstance(event.data, str) else ""
            receive(text, event.ports[0] if event.ports.length == 1 else None)

        def gone(_event: "Any") -> None:
            closed()

        self._port.addEventListener("close", create_proxy(gone))  # not in every browser
        self._port.onmessage = create_proxy(received)
