"""The Port between a vault and a page, whose messages may bring the port of a client."""

from .port import MessagePort

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class PagePort(MessagePort):
    """A Port whose bodies are ports."""

    def _read(self, event: "Any") -> "tuple[str, Any]":
        text = event.data if isinstance(event.data, str) else ""
        return text, event.ports[0] if event.ports.length == 1 else None
