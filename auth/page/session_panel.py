"""Shows the session's state and how long its tokens last.

A page knows the lifetimes that its tokens contain. The lifetime of a refresh token is unknown to
it, and of Cognito's own session it knows only the start.
"""

import js

from ..browser.clock import DeviceClock
from ..session.states import Session
from .formatting import time_left
from .page import Page
from .texts import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    Lifetime = Literal["access", "id", "refresh", "hosted"]

__all__ = ["SessionPanel"]

HOSTED_SESSION_SECONDS = 3600
"""Cognito's own session lasts an hour from the sign-in, whatever is done in it."""


class SessionPanel:
    """Fills the elements `state` and `renewals`, and for each lifetime `NAME-left` and `NAME-ring`.

    The names are `access`, `id`, `refresh` and `hosted`.

    Args:
        page: The page to follow.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._clock = DeviceClock()
        self._cancel: Callable[[], None] = lambda: None
        page.on_session(self._follow)

    def _follow(self, session: Session) -> None:
        self._cancel()
        if session.is_signed_in:
            state = "expiring" if session.event == "expiring" else session.state
            self._page.write("state", text(f"state_{state}"))
            self._page.write("renewals", text("renewals", count=session.renewals))
            self._tick(session)

    def _tick(self, session: Session) -> None:
        """Show the remaining time now and every second."""
        self._draw("access", session.received_at, session.expires_at)
        if session.user is not None:
            self._draw("id", session.user.issued_at, session.user.expires_at)
            self._draw_hosted(session.user.auth_time)
        self._page.write("refresh-left", text("untold"))
        self._cancel = self._clock.after(1, lambda: self._tick(session))

    def _draw(self, name: "Lifetime", begins_at: float | None, ends_at: float | None) -> None:
        now = self._clock.now()
        left = max(0.0, (ends_at or now) - now)
        self._page.write(f"{name}-left", time_left(left))
        _turn(name, left / max(1.0, (ends_at or now) - (begins_at or now)))

    def _draw_hosted(self, began_at: float | None) -> None:
        if began_at is None:
            self._page.write("hosted-left", text("untold"))
            return
        left = began_at + HOSTED_SESSION_SECONDS - self._clock.now()
        words = time_left(left)
        self._page.write("hosted-left", text("about", left=words) if left > 0 else words)
        _turn("hosted", left / HOSTED_SESSION_SECONDS)


def _turn(name: "Lifetime", share: float) -> None:
    """Draw a share of a ring, from 0 to 1, whose length is 100 (SVG 2, `pathLength`)."""
    percent = round(100 * min(max(share, 0.0), 1.0))
    js.document.getElementById(f"{name}-ring").setAttribute("stroke-dasharray", f"{percent} 100")
