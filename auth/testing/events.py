"""Events and listeners of a document without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Listener = Callable[[Any], object]


class Event:
    """What a listener is called with (DOM, 2.2).

    Attributes:
        type: The event's name.
        target: The element that it happened to.
        defaultPrevented: Whether `preventDefault` was called.
    """

    def __init__(self, name: str, target: Any) -> None:
        self.type = name
        self.target = self.currentTarget = target
        self.defaultPrevented = False

    def preventDefault(self) -> None:  # noqa: N802 - the DOM's names, here and below
        """Note that the browser's own reaction is not wanted."""
        self.defaultPrevented = True

    def stopPropagation(self) -> None:  # noqa: N802
        """Do nothing: events do not bubble here."""


class EventTarget:
    """Listeners by the name of their event (DOM, 2.7)."""

    def __init__(self) -> None:
        self.listeners: dict[str, list[Listener]] = {}

    def addEventListener(self, name: str, listener: Listener, *_options: object) -> None:  # noqa: N802
        """Call `listener` with each event of that name."""
        self.listeners.setdefault(name, []).append(listener)

    def removeEventListener(self, name: str, listener: Listener, *_options: object) -> None:  # noqa: N802
        """Stop calling `listener`."""
        if listener in self.listeners.get(name, []):
            self.listeners[name].remove(listener)

    def dispatchEvent(self, event: Event) -> bool:  # noqa: N802
        """Call the listeners; return whether the browser would react itself."""
        for listener in list(self.listeners.get(event.type, [])):
            listener(event)
        return not event.defaultPrevented
