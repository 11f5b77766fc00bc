"""Keeping the access token fresh: one renewal at a time, and never a session lost by mistake.

With refresh token rotation, a refresh token works once. Two tabs that both use it look like a thief
and its victim, so tabs take turns (Web Locks), look for a newer session once it is their turn, and
store what they got before they tell anybody. Without Web Locks the tasks of one tab still take
turns, and between tabs Cognito's grace period has to do.
"""

from ..errors import (
    AuthError,
    InvalidGrant,
    KeyUnknown,
    SignInRequired,
    TokenInvalid,
    TokenTooLarge,
)
from .context import Context
from .record import SessionRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .current import Ticket

MARGIN_SECONDS = 60
"""How long before its end an access token is renewed, so that it outlives the call it is for."""

PATIENCE_SECONDS = 15
"""How long to wait for another tab's renewal: longer than its request takes, but not for ever."""


class Renewal:
    """Gives access tokens that are still good, renewing them when they are not."""

    def __init__(self, context: Context) -> None:
        self._lock = "cognito.renewal." + context.config.client_id
        self._locks = context.runtime.locks
        self._current = context.current
        self._exchange = context.exchange
        self._tabs = context.tabs

    def seconds_until_due(self) -> float:
        """Give how long the access token needs no renewal yet; 0 or less when it is due."""
        record = self._current.record
        if record is None:
            return 0.0
        lifetime = record.expires_at - record.received_at
        return self._current.seconds_left() - min(MARGIN_SECONDS, lifetime / 4)

    async def access_token(self) -> str:
        """Give an access token that is good for now.

        Raises SignInRequired, or TransportFailed and its like when the token has ended and could
        not be renewed just now.
        """
        record = self._current.record
        if record is None:
            raise SignInRequired
        lasts = record.refresh_token is None and self._current.seconds_left() > 0
        if lasts or self.seconds_until_due() > 0:
            return record.access_token
        try:
            record = await self.replace(record)
            if self._current.seconds_left() <= 0:  # the machine slept meanwhile
                record = await self.replace(record)
        except SignInRequired:
            raise
        except AuthError:
            if self._current.seconds_left() <= 0:
                raise
        return record.access_token

    async def replace(self, stale: SessionRecord) -> SessionRecord:
        """Give a session newer than `stale`; of many callers at once, one does the asking.

        Raises SignInRequired, TokenRequestRejected, MalformedResponse or TransportFailed.
        """

        async def newer() -> SessionRecord:
            record = self._latest_of(stale)
            if record.access_token == stale.access_token:
                await self._tabs.newer_than(record, certainly=True)
                record = self._latest_of(stale)
            if record.access_token != stale.access_token or self._tabs.has_handed_over:
                return record
            return await self._renewed(record)

        return await self._locks.hold(self._lock, newer, patience=PATIENCE_SECONDS)

    async def _renewed(self, record: SessionRecord) -> SessionRecord:
        """Ask for the next tokens and publish what became of it."""
        if record.refresh_token is None:
            self._current.lost("refused")
            raise SignInRequired
        self._current.report("renewal_started")
        ticket = self._current.ticket()
        try:
            await self._exchange.prepare()
            if ticket.is_late:
                return self._latest()
            renewed = await self._exchange.renew(record, record.refresh_token)
        except AuthError as error:
            return await self._failed(record, error, ticket)
        if ticket.is_late:
            return self._latest()
        self._current.renewed(renewed)
        # Before the renewal's lock is released, so that whoever gets it next sees the new session.
        await self._current.advertisement.shown()
        return self._latest()

    def _latest_of(self, stale: SessionRecord) -> SessionRecord:
        """Return the session as it is by now. Raises SignInRequired if it is another person's."""
        record = self._latest()
        if record.claims.sub != stale.claims.sub:
            raise SignInRequired
        return record

    def _latest(self) -> SessionRecord:
        """Return the session that overtook a renewal. Raises SignInRequired if there is none."""
        record = self._current.record
        if record is None or not self._current.session.is_signed_in:
            raise SignInRequired
        return record

    async def _failed(
        self, record: SessionRecord, error: AuthError, ticket: "Ticket"
    ) -> SessionRecord:
        """Tell a definite refusal, which ends the session, from trouble, which does not.

        Whoever was refused may only have lost a race: a winner's session is never dropped.
        """
        # A key that is unknown now may be published a moment later.
        is_definite = isinstance(error, (InvalidGrant, TokenInvalid)) and not isinstance(
            error, (KeyUnknown, TokenTooLarge)
        )
        if is_definite and not ticket.is_late:
            await self._tabs.newer_than(record, certainly=False)
        if ticket.is_late:
            return self._latest()
        if is_definite:
            self._current.lost("refused", error=error)
            raise SignInRequired
        has_expired = self._current.seconds_left() <= 0
        event = "renewal_impossible" if has_expired else "renewal_postponed"
        self._current.report(event, error=error)
        raise error
