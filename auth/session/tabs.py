"""One session in several tabs: handed over, kept in step, ended together (HTML, BroadcastChannel).

Tabs tell each other of a sign-in, a renewal and a sign-out, and a new tab asks for the session that
there is. What they pass on is never stored: it goes from one open page of the origin to another. A
session is known by its *family*, drawn at random when somebody signs in, and by its *sequence*,
which grows with every renewal, so all tabs agree which of two records is newer.
"""

from ..encoding import members
from ..encoding.strict_json import parse_object
from ..errors import AuthError
from .record import SessionRecord, parse_session_record
from .states import SIGNING_IN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..config import AuthConfig
    from ..ports import Runtime
    from .current import CurrentSession

ANSWER_SECONDS = 1.0
"""How long another tab may take to pass on a session that is known to be newer than this one."""

GREETING_SECONDS = 0.2
"""How long a tab that may share a session waits for it."""

_POLL_SECONDS = 0.02


class Tabs:
    """Hears the other tabs, and tells the current session what follows from it."""

    def __init__(self, config: "AuthConfig", runtime: "Runtime", current: "CurrentSession") -> None:
        self._config = config
        self._runtime = runtime
        self._current = current
        self._is_handing_over = False
        self._active: Callable[[], None] = lambda: None

    def listen(self, active: "Callable[[], None]") -> None:
        """Hear the other tabs from now on; `active` is called when somebody uses one of them."""
        self._active = active
        self._runtime.channel.listen(self._heard)

    def leave(self, *, handing_over: bool) -> None:
        """Stop hearing the other tabs.

        Args:
            handing_over: Only after the next program on this page has asked for the session.
        """
        self._is_handing_over = handing_over
        if not handing_over:
            self._current.close()

    @property
    def has_handed_over(self) -> bool:
        """Whether another program on this page looks after the session."""
        return self._is_handing_over or self._current.messages.is_closed

    async def greet(self, *, seconds: float) -> None:
        """Ask for a session that other tabs share, or that a program before this one left here.

        Args:
            seconds: How long to wait for it, if any tab has one.
        """
        is_in_memory = self._config.token_storage == "memory"
        if self._config.share_session_between_tabs or is_in_memory:
            self._current.messages.greet()
            if seconds and await self._current.advertisement.any_tab_has_one():
                await self._wait(seconds, lambda: self._current.record is not None)

    async def newer_than(self, record: SessionRecord, *, certainly: bool) -> SessionRecord | None:
        """Return a later state of the same session, if another tab has one.

        Args:
            record: The state that this tab has.
            certainly: Ask only if such a state is known to exist.
        """
        if certainly and not await self._current.advertisement.is_outdated(record):
            return None
        self._current.messages.ask(record.family)
        await self._wait(ANSWER_SECONDS, lambda: self._has_newer_than(record))
        return self._current.record if self._has_newer_than(record) else None

    def _has_newer_than(self, record: SessionRecord) -> bool:
        return self._current.record is not None and self._current.record.is_newer_than(record)

    async def _wait(self, seconds: float, condition: "Callable[[], bool]") -> None:
        clock = self._runtime.clock
        deadline = clock.monotonic() + seconds
        while not condition() and clock.monotonic() < deadline:
            await clock.sleep(_POLL_SECONDS)

    def _heard(self, message: str) -> None:
        """Act on a message; anything may be posted on an origin's channel."""
        try:
            said = parse_object(message)
            event = members.string(said, "event")
            text, sub = members.optional_string(said, "text"), members.optional_string(said, "sub")
            is_here = members.optional_string(said, "page") == self._runtime.channel.page
            if event == "session":
                self._offered(parse_session_record(text or "", self._config), inherited=is_here)
            elif event == "session_wanted":
                self._wanted(text, by_successor=is_here and self._is_handing_over)
            elif event == "signed_out" and text:
                self._signed_out(text, sub)
            elif event == "active":
                self._active()
        except AuthError:
            return

    def _wanted(self, family: str | None, *, by_successor: bool) -> None:
        """Answer a tab that has our session already, or one that has none, if we share."""
        current = self._current
        if family and current.ended.has(family):
            current.messages.tell_end(family)
        record = current.record
        if record is None or not current.session.is_signed_in:
            return
        if by_successor:
            current.messages.hand_over(record)
            current.close()
        elif family == record.family or (not family and self._config.share_session_between_tabs):
            current.messages.announce(record)

    def _signed_out(self, family: str, sub: str | None) -> None:
        """Follow the same person out of the session, whatever state it is in."""
        current = self._current
        if not current.ended.has(family):
            current.ended.add(family)
            # A tab that got the session from this one may not have been open to hear it.
            current.messages.tell_end(family)
        record = current.record
        if record is not None and (record.family == family or record.claims.sub == sub):
            current.lost("signed_out_elsewhere")

    def _offered(self, record: SessionRecord, *, inherited: bool) -> None:
        """Adopt a newer state of our session, or the one there is if we have none."""
        current, own = self._current, self._current.record
        shares = self._config.share_session_between_tabs
        if current.ended.has(record.family) or current.session.state == SIGNING_IN:
            return
        if own is None:
            if shares or inherited:
                current.adopted(record)
        elif record.is_newer_than(own):
            current.adopted(record)
        elif shares and record.family != own.family and record.started_at > own.started_at:
            # A later sign-in: of the same person, or of another one, who may not be followed.
            if record.claims.sub == own.claims.sub:
                current.adopted(record)
            else:
                current.lost("user_changed")
