"""Says what becomes of the session to people who do not see it (WCAG 2.2, 4.1.3 and 2.4.3)."""

import js

from ..browser.clock import DeviceClock
from ..session.states import ENDED, OFFLINE, RENEWING, SIGNED_OUT, Session
from .page import Page
from .texts import text


class Announcer:
    """Fills the live region `status`, and the landing's `ended`.

    When what had the keyboard's focus goes, "Sign in" gets it.
    """

    def __init__(self, page: Page) -> None:
        self._clock = DeviceClock()
        self._was_signed_in = False
        self._was_offline = False
        page.on_session(self._heard)

    def say(self, key: str) -> None:
        """Have a screen reader say the text called `key` when it is done with what it says."""
        js.document.getElementById("status").textContent = text(key)

    def _heard(self, session: Session) -> None:
        news = self._news(session)
        if news:
            self.say(news)
        if session.state == ENDED:
            js.document.getElementById("ended").textContent = text(news)
        if self._was_signed_in and not session.is_signed_in:
            self._rescue_focus()
        self._was_signed_in = session.is_signed_in
        if session.state != RENEWING:
            self._was_offline = session.state == OFFLINE

    def _news(self, session: Session) -> str:
        """Name the text that tells what is new; a renewal is nobody's news."""
        if session.state == ENDED:
            return f"ended_{session.reason}"
        if session.event == "expiring":
            return "said_expiring"
        if self._was_signed_in and session.state == SIGNED_OUT:
            return "said_signed_out"
        if session.is_signed_in and not self._was_signed_in:
            return "said_signed_in"
        if self._was_offline and session.state not in (OFFLINE, RENEWING):
            return "said_online"
        return "said_offline" if session.state == OFFLINE and not self._was_offline else ""

    def _rescue_focus(self) -> None:
        """Move the focus as soon as the page shows what it is moved to."""
        focused, button = js.document.activeElement, js.document.getElementById("sign-in")
        if js.document.getElementById("account").contains(focused):
            self._clock.after(0, button.focus)
