"""Events after which a page has to look again (HTML, Navigation API)."""

import js

from .ffi import create_proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    from ..ports import LifecycleEvent

_EVENTS = ("online", "pageshow", "pagehide", "storage", "visibilitychange")
_ACTIVITY = ("pointerdown", "keydown")
_STOPPED = "navigateerror"  # Chromium 102, Safari 26.2, Firefox 147


class PageLifecycle:
    """The Lifecycle port."""

    def listen(
        self, listener: "Callable[[LifecycleEvent], None]", *, activity: bool
    ) -> "Callable[[], None]":
        """Call `listener` with lifecycle events; return a function that unsubscribes.

        Args:
            listener: Called with `woken`, `left`, `brought_back`, `stayed` or `stored`.
            activity: Whether to call it with `active` too, for keys and pointers.
        """

        def heard(event: "Any") -> None:
            name = _lifecycle_event(event)
            if name:
                listener(name)

        proxy = create_proxy(heard)
        names = _EVENTS + _ACTIVITY if activity else _EVENTS
        for name in names:
            js.window.addEventListener(name, proxy, True)
        navigation: Any = getattr(js, "navigation", None)
        if navigation:
            navigation.addEventListener(_STOPPED, proxy)

        def stop() -> None:
            for name in names:
                js.window.removeEventListener(name, proxy, True)
            if navigation:
                navigation.removeEventListener(_STOPPED, proxy)

        return stop


def _lifecycle_event(event: "Any") -> "LifecycleEvent | Literal['']":
    """Return the name that `listen` passes on for an event; "" for none."""
    if event.type in _ACTIVITY:
        return "active"
    if event.type == _STOPPED:
        return "stayed"
    if event.type == "storage":
        return "stored"
    if event.type == "pagehide":
        return "left"
    if event.type == "pageshow":
        return "brought_back" if event.persisted else ""
    return "" if js.document.visibilityState == "hidden" else "woken"
