"""Announces changes of the session to screen readers (WCAG 2.2, 4.1.3)."""

import js

from ..session.states import ENDED, OFFLINE, RENEWING, Session
from .page import Page
from .texts import text

__all__ = ["Announcer"]


class Announcer:
    """Fills the live region `status`, and `ended` on the landing page.

    `Page` itself announces a sign-out.

    Args:
        page: The page to follow.
    """

    def __init__(self, page: Page) -> None:
        self._was_signed_in = False
        self._was_offline = False
        page.on_session(self._heard)

    def say(self, key: str) -> None:
        """Announce a text, after what the screen reader is reading now.

        Args:
            key: The name of the text, see `auth.page.texts`.
        """
        js.document.getElementById("status").textContent = text(key)

    def _heard(self, session: Session) -> None:
        news = self._news(session)
        if news:
            self.say(news)
        if session.state == ENDED:
            js.document.getElementById("ended").textContent = text(news)
        self._was_signed_in = session.is_signed_in
        if session.state != RENEWING:
            self._was_offline = session.state == OFFLINE

    def _news(self, session: Session) -> str:
        """Return the name of the text to announce; an empty string for a renewal."""
        if session.state == ENDED:
            return f"ended_{session.reason}"
        if session.event == "expiring":
            return "said_expiring"
        if session.is_signed_in and not self._was_signed_in:
            return "said_signed_in"
        if self._was_offline and session.state not in (OFFLINE, RENEWING):
            return "said_online"
        return "said_offline" if session.state == OFFLINE and not self._was_offline else ""
