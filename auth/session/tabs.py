"""Messages from the other tabs: one session, shared, kept in step and ended together.

A session is known by its *family*, drawn at random when somebody signs in, and by its *sequence*,
which each renewal increments, so all tabs agree which of two records is newer. Records go from one
open page of the origin to another (HTML, BroadcastChannel) and are not stored on the way.
"""

from ..encoding import members
from ..encoding.strict_json import parse_object
from ..errors import AuthError
from .current import TAB_SKEW_SECONDS
from .record import SessionRecord, parse_session_record
from .states import SIGNING_IN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..config import AuthConfig
    from ..ports import Runtime
    from .current import CurrentSession

ANSWER_SECONDS = 1.0
"""How long another tab may take to send a session that is known to be newer than this one."""

SESSION_RESPONSE_SECONDS = 0.2
"""How long a tab that may share a session waits for it."""

_POLL_SECONDS = 0.02


class Tabs:
    """Receives the other tabs' messages, and updates the current session.

    Attributes:
        refused: Family and sequence of the last session that could not be renewed any more. Tabs
            that have not tried yet still send it.
    """

    def __init__(self, config: "AuthConfig", runtime: "Runtime", current: "CurrentSession") -> None:
        self._config = config
        self._runtime = runtime
        self._current = current
        self._is_handing_over = False
        self.refused = ("", 0)
        self._active: Callable[[], None] = lambda: None

    def listen(self, active: "Callable[[], None]") -> None:
        """Receive messages from now on.

        Args:
            active: Called when the person uses another tab.
        """
        self._active = active
        self._runtime.channel.listen(self._received)

    def hand_over(self) -> None:
        """Own the session until the next program on this page asks for it, and renew nothing.

        Until then this program answers the other tabs and keeps the lock.
        """
        self._is_handing_over = True

    @property
    def has_handed_over(self) -> bool:
        """Whether another program on this page renews the session."""
        return self._is_handing_over

    async def request_session(self, *, seconds: float) -> None:
        """Ask for a session that other tabs share, or that a program before this one left here.

        Args:
            seconds: How long to wait for it, if any tab has one.
        """
        self._current.messages.ask()
        is_in_memory = self._config.token_storage == "memory"
        is_possible = self._config.share_session_between_tabs or is_in_memory
        if is_possible and seconds and await self._current.advertisement.any_tab_has_one():
            await self._wait(seconds, lambda: self._current.record is not None)

    async def newer_than(self, record: SessionRecord, *, certainly: bool) -> None:
        """Adopt a later state of the same session, if another tab has one.

        Args:
            record: The state that this tab has.
            certainly: Ask only if such a state is known to exist.
        """
        if certainly and not await self._current.advertisement.is_outdated(record):
            return
        self._current.messages.ask(record.family)
        await self._wait(ANSWER_SECONDS, lambda: self._has_replaced(record))

    def _has_replaced(self, record: SessionRecord) -> bool:
        latest = self._current.record
        return latest is None or not record.is_same_session(latest) or latest.is_newer_than(record)

    async def _wait(self, seconds: float, condition: "Callable[[], bool]") -> None:
        clock = self._runtime.clock
        deadline = clock.monotonic() + seconds
        while not condition() and clock.monotonic() < deadline:
            await clock.sleep(_POLL_SECONDS)

    def _received(self, message: str) -> None:
        """Act on a message; any page of the origin may post anything."""
        try:
            said = parse_object(message)
            if said.get("app") != self._current.messages.app:
                return
            event = members.string(said, "event")
            text = members.optional_string(said, "text")
            is_here = members.optional_string(said, "page") == self._runtime.channel.page
            if event == "session":
                self._session_received(
                    parse_session_record(text or "", self._config), is_here=is_here
                )
            elif event == "session_wanted":
                self._session_requested(text, is_here=is_here)
            elif event == "signed_out":
                self._signed_out(
                    members.visible(said, "text"), members.optional_string(said, "sub")
                )
            elif event == "active":
                self._active()
        except AuthError:
            return

    def _session_requested(self, family: str | None, *, is_here: bool) -> None:
        """Send the session to a tab that has it already, or to any tab if it is shared."""
        current, record = self._current, self._current.record
        if family and current.ended.has(family):
            current.messages.send_end(family)
        is_successor = is_here and self._is_handing_over
        if record is not None and current.session.is_signed_in:
            may_have_it = not family and self._config.share_session_between_tabs
            if is_successor or may_have_it or family == record.family:
                current.messages.announce(record)
        if is_successor:
            current.close()

    def _signed_out(self, family: str, sub: str | None) -> None:
        """Sign the same person out, whatever state the session is in."""
        current = self._current
        if not current.ended.has(family):
            current.ended.add(family)
            # A tab that got the session from this one may not have been open to hear it.
            current.messages.send_end(family)
        record = current.record
        if record is not None and (record.family == family or record.claims.sub == sub):
            current.lost("signed_out_elsewhere", is_revoked=record.family == family)

    def _order(self, record: SessionRecord) -> "tuple[float, str]":
        """Return what is greater for a later sign-in; a time in the future says nothing."""
        is_plausible = record.started_at <= self._runtime.clock.now() + TAB_SKEW_SECONDS
        return record.started_at if is_plausible else 0.0, record.family

    def _is_over(self, record: SessionRecord) -> bool:
        family, sequence = self.refused
        is_refused = record.family == family and record.sequence <= sequence
        return is_refused or self._current.ended.has(record.family)

    def _session_received(self, record: SessionRecord, *, is_here: bool) -> None:
        """Adopt a newer state of our session, or the one there is if we have none."""
        current, own = self._current, self._current.record
        shares = self._config.share_session_between_tabs
        if self._is_over(record) or current.session.state == SIGNING_IN:
            return
        if own is not None and record.is_same_session(own):
            record.app_state = own.app_state  # which may have been taken
        elif not is_here:  # what an app began in one tab is not to be resumed in another
            record.app_state = None
        if own is None:
            if shares or is_here:
                current.adopted(record)
        elif record.is_newer_than(own):
            current.adopted(record)
        elif shares and record.family != own.family:
            # The later sign-in remains: of the same person, or of another one, who may not be
            # followed. Two may have ended at one instant, and none is adopted during a sign-in.
            if self._order(record) < self._order(own):
                current.messages.announce(own)
            elif record.claims.sub == own.claims.sub:
                current.adopted(record)
            else:
                current.lost("user_changed")
