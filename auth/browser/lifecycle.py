"""Events after which time may have passed without a timer (HTML, Page Lifecycle)."""

import js

from .ffi import create_proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MOMENTS = ("online", "pageshow", "pagehide", "visibilitychange")
_ACTIVITY = ("pointerdown", "keydown")


class PageLifecycle:
    """The Lifecycle port."""

    def listen(self, listener: "Callable[[str], None]", *, activity: bool) -> "Callable[[], None]":
        """Call `listener` with `woken`, `left` or `brought_back`; return a function that stops it.

        Args:
            listener: Called with the name of each moment.
            activity: Whether to call it with `active` too, for keys and pointers.
        """

        def heard(event: "Any") -> None:
            moment = _moment(event)
            if moment:
                listener(moment)

        proxy = create_proxy(heard)
        names = _MOMENTS + _ACTIVITY if activity else _MOMENTS
        for name in names:
            js.window.addEventListener(name, proxy, True)

        def stop() -> None:
            for name in names:
                js.window.removeEventListener(name, proxy, True)

        return stop


def _moment(event: "Any") -> str:
    """Return the moment that an event stands for, or nothing."""
    if event.type in _ACTIVITY:
        return "active"
    if event.type == "pagehide":
        return "left"
    if event.type == "pageshow":
        return "brought_back" if event.persisted else ""
    return "" if js.document.visibilityState == "hidden" else "woken"
