"""The one owner of this tab's session: its record, published state, lock and messages."""

from ..errors import AuthError, SignInRequired
from ..faults import call_listener
from .advertisement import Advertisement
from .ended import EndedSessions
from .messages import TabMessages
from .namespace import namespace
from .record import SessionRecord
from .states import BOOTING, RENEWING, WITH_A_PERSON, Session, next_state
from .storage import SessionStorage
from .ticket import Ticket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from ..config import AuthConfig
    from ..ports import Runtime
    from .states import Event, Listener, Reason

TAB_SKEW_SECONDS = 1
"""How far the clocks of two tabs may differ: browsers blur them, each page on its own."""

HANDOVER_SECONDS = 1
"""How long a program that has handed over keeps its lock, until its successor's is granted."""


class CurrentSession:
    """Record, published state, lock and messages of one tab.

    All four change here and nowhere else, so that they always agree: there is a record if and only
    if its lock is held, and a signed-in state has a record.

    Attributes:
        record: The tokens, or None.
        session: What was published last.
        ended: The sessions that must not be restored.
        messages: What is sent to other tabs.
        advertisement: The lock that shows the session to other tabs.
        discard: Called with the record of a session that this tab stops using and has to revoke.
    """

    def __init__(self, config: "AuthConfig", runtime: "Runtime") -> None:
        app = namespace(config)
        self._config = config
        self._is_in_memory = config.token_storage == "memory"
        self._clock = runtime.clock
        self._storage = SessionStorage(config, runtime.storage)
        self._listeners: list[Listener] = []
        self._generation = 0
        self._deadline = 0.0
        self.record: SessionRecord | None = None
        self.session = Session()
        self.ended = EndedSessions(app, runtime.shared_storage)
        self.messages = TabMessages(runtime.channel, app)
        self.advertisement = Advertisement(runtime.locks, app)
        self.discard: Callable[[SessionRecord], None] = lambda _record: None

    def required(self) -> SessionRecord:
        """Return the record.

        Raises:
            SignInRequired: There is none.
        """
        if self.record is None:
            raise SignInRequired
        return self.record

    def required_of(self, begun: SessionRecord) -> SessionRecord:
        """Return the present state of the session that an operation has begun with.

        Call this after every `await`, before using a token or a response.

        Args:
            begun: The record that was there when the operation began.

        Raises:
            SignInRequired: That session is over, or another one has replaced it.
        """
        record = self.required()
        if not record.is_same_session(begun):
            raise SignInRequired
        return record

    def seconds_left(self) -> float:
        """Return how long the access token is still valid, in seconds, by the stricter clock.

        The device's clock can be set; the page's own cannot, but may stop while the machine
        sleeps.
        """
        if self.record is None:
            return 0.0
        by_device = self.record.expires_at - self._clock.now()
        return min(by_device, self._deadline - self._clock.monotonic())

    def ticket(self) -> Ticket:
        """Return a ticket to check later whether the person or the state has changed."""
        return Ticket(lambda: (self._generation, self.session.state))

    def subscribe(self, listener: "Listener") -> "Callable[[], None]":
        """Call `listener` with every new session; return a function that unsubscribes."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def load(self) -> SessionRecord | None:
        """Return the record that a page of this tab stored, and use it from now on.

        A session that has ended is removed.

        Raises:
            StorageUnavailable: The browser blocks storage.
        """
        record = None
        try:
            record = self.record if self._is_in_memory else self._storage.read()
            if record is not None and self.ended.has(record.family):
                self._storage.clear()
                record = None
        finally:
            self._replace(record, is_revoked=True)
        return record

    def restored(self, *, error: AuthError | None = None) -> None:
        """Publish the loaded record."""
        self.report("session_restored", error=error)
        if not self._is_in_memory:  # where it came from another tab just now
            self.catch_up()

    def catch_up(self) -> None:
        """Ask the other tabs for what this page missed while it was loading or in the bfcache."""
        record = self.record
        if record is not None:
            self.messages.ask(record.family)
        if self._config.share_session_between_tabs:
            self.messages.ask()
            # A tab that was opened meanwhile got no response to its request.
            if record is not None and self.seconds_left() > 0:
                self.messages.announce(record)

    def accepted(self, record: SessionRecord) -> None:
        """Take over a new sign-in; `report("tokens_accepted")` publishes it, if the page stays.

        Raises:
            StorageUnavailable: It cannot be stored; the previous session is still there.
        """
        try:
            self._keep(record)
        except AuthError:
            self.discard(record)
            raise
        self.messages.announce(record)

    def renewed(self, record: SessionRecord) -> None:
        """Take over a renewal, in memory at worst: the previous refresh token may not work again.

        It is published unless the person is leaving to sign in.
        """
        error = None
        try:
            self._keep(record)
        except AuthError as failure:
            error = failure
            self._replace(record)
        self.messages.announce(record)
        if self.session.state == RENEWING:
            self.report("renewed", error=error)

    def adopted(self, record: SessionRecord) -> None:
        """Take over another tab's session.

        Raises:
            StorageUnavailable: It cannot be stored; the previous session is still there.
        """
        self._keep(record)
        if self.session.state != BOOTING:
            self.report("session_adopted")

    def lost(
        self,
        reason: "Reason",
        *,
        error: AuthError | None = None,
        everywhere: bool = False,
        is_revoked: bool = False,
    ) -> None:
        """Drop and revoke the record, and publish the reason if somebody was signed in.

        Args:
            reason: Why the session ends.
            error: What Cognito answered, if it did.
            everywhere: End the session in the other tabs too.
            is_revoked: Whether the tokens do not work any more, or another tab revokes them.
        """
        record, _ = self._drop(is_revoked=is_revoked)
        if self.session.is_signed_in:
            self.report("session_ended", reason=reason, error=error)
        if everywhere:
            self._send_end(record)

    def take_app_state(self) -> object:
        """Return the app's own value, which is removed from the record and from storage before.

        Raises:
            StorageUnavailable: It cannot be removed from storage, and is not returned.
        """
        record = self.record
        if record is None or record.app_state is None or self.session.user is None:
            return None
        app_state, record.app_state = record.app_state, None
        self._storage.write(record)
        return app_state

    def signed_out(self) -> "tuple[SessionRecord | None, bool]":
        """Drop the record in every tab, because the person signs out.

        Returns:
            The record, which the caller has to revoke, and whether storage could be cleared.
        """
        record, is_cleared = self._drop(is_revoked=True)
        self.report("signed_out")
        self._send_end(record)
        return record, is_cleared

    def report(
        self,
        event: "Event",
        *,
        reason: "Reason | Literal['']" = "",
        error: AuthError | None = None,
    ) -> None:
        """Publish a step of the table in `states.py` that leaves the record as it is.

        Raises:
            ValueError: The table has no such step.
        """
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
            if self.session is session:  # else a listener has published a later session to all
                call_listener(listener, session)

    def close(self) -> None:
        """Stop owning the session, after a renewal whose result the next program has to get."""
        if self.session.state == RENEWING:
            self._clock.after(HANDOVER_SECONDS, self.close)
            return
        self.messages.close()
        self._clock.after(HANDOVER_SECONDS, self.advertisement.close)

    def _keep(self, record: SessionRecord) -> None:
        self._storage.write(record)
        self._replace(record)

    def _drop(self, *, is_revoked: bool) -> "tuple[SessionRecord | None, bool]":
        record = self.record
        self._replace(None, is_revoked=is_revoked)
        return record, self._storage.clear()

    def _replace(self, record: SessionRecord | None, *, is_revoked: bool = False) -> None:
        """Replace the record in memory: the only place where that happens.

        From now on its life is measured by the page's clock too. A record from what this device
        takes for the future says nothing about how much of its life is left. `is_revoked` is
        whether there is no need to revoke the previous one.
        """
        previous, self.record = self.record, record
        if record is None:
            self.advertisement.withdraw()
        else:
            now = self._clock.now()
            is_plausible = record.received_at <= now + TAB_SKEW_SECONDS
            left = record.expires_at - now if is_plausible else 0.0
            self._deadline = self._clock.monotonic() + left
            self.advertisement.advertise(record)
        if previous is None or is_revoked:
            return
        if record is None or not previous.is_same_session(record):
            self.discard(previous)

    def _send_end(self, record: SessionRecord | None) -> None:
        if record is not None:
            self.ended.add(record.family)
            self.messages.send_end(record.family, sub=record.claims.sub)
