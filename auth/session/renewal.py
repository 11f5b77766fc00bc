"""Keeping the access token fresh: one renewal at a time, and never a session lost by mistake.

With refresh token rotation, a refresh token works once. Two tabs that both use it look like a thief
and its victim, so tabs take turns (Web Locks), look for a newer session once it is their turn, and
store what they got before they tell anybody. Without Web Locks the tasks of one tab still take
turns, and between tabs Cognito's grace period has to do.
"""

from ..config import AuthConfig
from ..errors import (
    AuthError,
    InvalidGrant,
    SignInRequired,
    TokenInvalid,
)
from ..ports import Runtime
from .publisher import SessionPublisher
from .records import SessionRecord, SessionStore
from .states import RENEWING
from .tabs import Tabs
from .token_exchange import TokenExchange

MARGIN_SECONDS = 60
"""How long before its end an access token is renewed, so that it outlives the call it is for."""

PATIENCE_SECONDS = 15
"""How long to wait for another tab's renewal: longer than its request takes, but not for ever."""


class Renewal:
    """Gives access tokens that are still good, renewing them when they are not."""

    def __init__(
        self,
        config: AuthConfig,
        runtime: Runtime,
        *,
        store: SessionStore,
        exchange: TokenExchange,
        publisher: SessionPublisher,
        tabs: Tabs,
    ) -> None:
        self._lock = "cognito.renewal." + config.client_id
        self._runtime = runtime
        self._store = store
        self._exchange = exchange
        self._publisher = publisher
        self._tabs = tabs

    def seconds_until_due(self) -> float:
        """Give how long the access token needs no renewal yet; 0 or less when it is due."""
        record = self._store.record
        if record is None:
            return 0.0
        lifetime = record.expires_at - record.received_at
        return self._store.seconds_left() - min(MARGIN_SECONDS, lifetime / 4)

    async def access_token(self) -> str:
        """Give an access token that is good for now.

        Raises SignInRequired, or TransportFailed and its like when the token has ended and could
        not be renewed just now.
        """
        record = self._store.record
        if record is None:
            raise SignInRequired
        lasts = record.refresh_token is None and self._store.seconds_left() > 0
        if lasts or self.seconds_until_due() > 0:
            return record.access_token
        try:
            record = await self.replace(record)
            if self._store.seconds_left() <= 0:  # the machine slept while the answer was on its way
                record = await self.replace(record)
        except SignInRequired:
            raise
        except AuthError:
            if self._store.seconds_left() <= 0:
                raise
        return record.access_token

    async def replace(self, stale: SessionRecord) -> SessionRecord:
        """Give a session newer than `stale`; of many callers at once, one does the asking.

        Raises SignInRequired, TokenRequestRejected, MalformedResponse or TransportFailed.
        """

        async def newer() -> SessionRecord:
            record = self._current_of(stale)
            if record.access_token == stale.access_token:
                await self._tabs.newer_than(record, certainly=True)
                record = self._current_of(stale)
            if record.access_token != stale.access_token or self._tabs.has_handed_over:
                return record
            return await self._renewed(record)

        return await self._runtime.locks.hold(self._lock, newer, patience=PATIENCE_SECONDS)

    async def _renewed(self, record: SessionRecord) -> SessionRecord:
        """Ask for the next tokens and publish what became of it."""
        if record.refresh_token is None:
            self._end(None)
            raise SignInRequired
        self._publisher.move("renewal_started", record=record)
        generation = self._publisher.generation
        try:
            await self._exchange.prepare()
            if self._is_overtaken(generation):
                return self._current()
            renewed = await self._exchange.renew(record, record.refresh_token)
        except AuthError as error:
            return await self._failed(record, error, generation)
        if self._is_overtaken(generation):
            return self._current()
        stored = self._stored(renewed)
        self._tabs.announce(renewed)
        self._publisher.move("renewed", record=renewed, error=stored)
        await self._tabs.hold(renewed)
        return self._current()

    def _stored(self, renewed: SessionRecord) -> AuthError | None:
        """Keep `renewed`, in memory at worst: what it replaces may be worth nothing by now."""
        try:
            self._store.put(renewed)
        except AuthError as error:
            self._store.hold(renewed)
            return error
        return None

    def _is_overtaken(self, generation: int) -> bool:
        """Whether the answer is late: something else has decided about the session meanwhile."""
        publisher = self._publisher
        return publisher.generation != generation or publisher.session.state != RENEWING

    def _current_of(self, stale: SessionRecord) -> SessionRecord:
        """Give the session as it is by now. Raises SignInRequired when it is another person's."""
        record = self._current()
        if record.claims.sub != stale.claims.sub:
            raise SignInRequired
        return record

    def _current(self) -> SessionRecord:
        """Give the session that overtook a renewal. Raises SignInRequired when there is none."""
        record = self._store.record
        if record is None or not self._publisher.session.is_signed_in:
            raise SignInRequired
        return record

    async def _failed(
        self, record: SessionRecord, error: AuthError, generation: int
    ) -> SessionRecord:
        """Tell a definite refusal, which ends the session, from trouble, which does not.

        Whoever was refused may only have lost a race: a winner's session is never wiped.
        """
        definite = isinstance(error, (InvalidGrant, TokenInvalid))
        if definite and not self._is_overtaken(generation):
            await self._tabs.newer_than(record, certainly=False)
        if self._is_overtaken(generation):
            return self._current()
        if definite:
            self._end(error)
            raise SignInRequired
        ended = self._store.seconds_left() <= 0
        event = "renewal_impossible" if ended else "renewal_postponed"
        self._publisher.move(event, record=record, error=error)
        raise error

    def _end(self, error: AuthError | None) -> None:
        self._store.clear()
        self._publisher.move("session_ended", reason="refused", error=error)
