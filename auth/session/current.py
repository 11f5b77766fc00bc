"""The one owner of this tab's session.

A session has four sides: the record in memory and in sessionStorage, the state that is published,
the lock that shows it to other tabs, and the messages to them. All four change here and nowhere
else, so that they always agree: there is a record if and only if its lock is held, and whoever is
signed in has a record.
"""

from ..errors import AuthError, SignInRequired
from ..faults import call_listener
from .advertisement import Advertisement
from .ended import EndedSessions
from .messages import TabMessages
from .record import SessionRecord
from .states import BOOTING, WITH_A_PERSON, Session, next_state
from .storage import SessionStorage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..config import AuthConfig
    from ..ports import Runtime

TAB_SKEW_SECONDS = 1
"""How far the clocks of two tabs may differ: browsers blur them, each page on its own."""


class CurrentSession:
    """Record, published state, lock and messages of one tab.

    Attributes:
        record: The tokens, or None.
        session: What was published last.
        ended: The sessions that must not come back.
        messages: What is said to other tabs.
        advertisement: The lock that shows the session.
    """

    def __init__(self, config: "AuthConfig", runtime: "Runtime") -> None:
        self._config = config
        self._clock = runtime.clock
        self._storage = SessionStorage(config, runtime.storage)
        self._listeners: list[Callable[[Session], None]] = []
        self._generation = 0
        self._deadline = 0.0
        self.record: SessionRecord | None = None
        self.session = Session()
        self.ended = EndedSessions(config.client_id, runtime.shared_storage)
        self.messages = TabMessages(runtime.channel)
        self.advertisement = Advertisement(runtime.locks, config.client_id)

    # --- looking ------------------------------------------------------------------------------

    def required(self) -> SessionRecord:
        """Return the record.

        Raises:
            SignInRequired: There is none.
        """
        if self.record is None:
            raise SignInRequired
        return self.record

    def seconds_left(self) -> float:
        """Return how long the access token is still valid, by the more cautious of two clocks.

        The device's clock can be set; the page's own cannot, but may stand still while the machine
        sleeps.
        """
        if self.record is None:
            return 0.0
        by_device = self.record.expires_at - self._clock.now()
        return min(by_device, self._deadline - self._clock.monotonic())

    def ticket(self) -> "Ticket":
        """Return what tells later whether something else has decided about the session since."""
        return Ticket(self, self._generation, self.session.state)

    def subscribe(self, listener: "Callable[[Session], None]") -> "Callable[[], None]":
        """Call `listener` with every new session; return a function that unsubscribes."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    # --- what can happen ----------------------------------------------------------------------

    def load(self) -> SessionRecord | None:
        """Read the record that the page before this one stored, unless its session has ended.

        Raises:
            StorageUnavailable: The browser blocks storage.
        """
        if self._config.token_storage == "memory":
            return self.record
        record = None
        try:
            record = self._storage.read()
            if record is not None and self.ended.has(record.family):
                self._storage.clear()
                record = None
        finally:
            self._hold(record)
        return record

    def restored(self, *, error: AuthError | None = None) -> None:
        """Publish the loaded record, and ask the other tabs what became of it meanwhile."""
        self.report("session_restored", error=error)
        if self.record is not None and self._config.token_storage == "session":
            self.messages.ask(self.record.family)
            if self._config.share_session_between_tabs:
                self.messages.ask()

    def accepted(self, record: SessionRecord) -> None:
        """Take over a new sign-in; `report("tokens_accepted")` publishes it, if the page stays.

        Raises:
            StorageUnavailable: It cannot be stored, and what there was is still there.
        """
        self._keep(record)
        self.messages.announce(record)

    def renewed(self, record: SessionRecord) -> None:
        """Take over a renewal, in memory at worst: what it replaces may be used up."""
        error = None
        try:
            self._keep(record)
        except AuthError as failure:
            error = failure
            self._hold(record)
        self.messages.announce(record)
        self.report("renewed", error=error)

    def adopted(self, record: SessionRecord) -> None:
        """Take over another tab's session.

        Raises:
            StorageUnavailable: It cannot be stored, and what there was is still there.
        """
        self._keep(record)
        if self.session.state != BOOTING:
            self.report("session_adopted")

    def lost(
        self, reason: str, *, error: AuthError | None = None, everywhere: bool = False
    ) -> SessionRecord | None:
        """Drop the record, and publish why if somebody was signed in.

        Args:
            reason: One of `states.REASONS`.
            error: What Cognito said, if it did.
            everywhere: End the session in the other tabs too.

        Returns:
            The record, which may have to be revoked.
        """
        record, _ = self._drop()
        if self.session.is_signed_in:
            self.report("session_ended", reason=reason, error=error)
        if everywhere:
            self._tell_end(record)
        return record

    def signed_out(self) -> "tuple[SessionRecord | None, bool]":
        """Drop the record in every tab, by the person's own decision.

        Returns:
            The record, which has to be revoked, and whether storage could be cleared.
        """
        record, is_cleared = self._drop()
        self.report("signed_out")
        self._tell_end(record)
        return record, is_cleared

    def report(self, event: str, *, reason: str = "", error: AuthError | None = None) -> None:
        """Publish a step of the table in `states.py` that leaves the record as it is."""
        state = next_state(self.session.state, event)
        if state not in WITH_A_PERSON:
            self._generation += 1
        shows_person = state in WITH_A_PERSON or event == "sign_in_started"
        record = self.record if shows_person else None
        session = self.session = Session(
            state,
            user=record.claims if record else None,
            expires_at=record.expires_at if record else None,
            received_at=record.received_at if record else None,
            renewals=record.sequence if record else 0,
            app_state=record.app_state if record else None,
            event=event,
            reason=reason,
            error=error,
        )
        for listener in list(self._listeners):
            if self.session is session:  # else a listener moved on, and all have heard of that
                call_listener(listener, session)

    def close(self) -> None:
        """Leave the session to another program on this page."""
        self.advertisement.close()
        self.messages.close()

    # --- the record ---------------------------------------------------------------------------

    def _keep(self, record: SessionRecord) -> None:
        self._storage.write(record)
        self._hold(record)

    def _drop(self) -> "tuple[SessionRecord | None, bool]":
        record = self.record
        self._hold(None)
        return record, self._storage.clear()

    def _hold(self, record: SessionRecord | None) -> None:
        """Replace the record in memory: the only place where that happens.

        From now on its life is measured by the page's clock too. A record from what this device
        takes for the future says nothing about how much of its life is left.
        """
        if record is not None:
            now = self._clock.now()
            is_plausible = record.received_at <= now + TAB_SKEW_SECONDS
            left = record.expires_at - now if is_plausible else 0.0
            self._deadline = self._clock.monotonic() + left
        self.record = record
        self.advertisement.show(record)

    def _tell_end(self, record: SessionRecord | None) -> None:
        if record is not None:
            self.ended.add(record.family)
            self.messages.tell_end(record.family, sub=record.claims.sub)


class Ticket:
    """The state of the session at one moment; `CurrentSession.ticket` returns it."""

    def __init__(self, current: CurrentSession, generation: int, state: str) -> None:
        self._current = current
        self._generation = generation
        self._state = state

    @property
    def is_late(self) -> bool:
        """Whether the person or the state has changed since, so that an answer is late."""
        current = self._current
        return current._generation != self._generation or current.session.state != self._state  # noqa: SLF001 - its own
