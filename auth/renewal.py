"""Keeping the access token fresh: one renewal at a time, and never a session lost by mistake."""

from auth.config import AuthConfig
from auth.errors import AuthError, InvalidGrant, SignInRequired, TokenInvalid
from auth.exchange import TokenExchange
from auth.publisher import SessionPublisher
from auth.records import SessionRecord, SessionStore
from auth.runtime import Runtime
from auth.session import RENEWING

MARGIN_SECONDS = 60
"""How long before its end an access token is renewed, so that it outlives the call it is for."""


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
    ) -> None:
        self._lock = "cognito.renewal." + config.client_id
        self._runtime = runtime
        self._store = store
        self._exchange = exchange
        self._publisher = publisher

    def is_due(self, record: SessionRecord) -> bool:
        """Whether the access token ends soon, or has ended."""
        return record.expires_at - MARGIN_SECONDS <= self._runtime.clock.now()

    async def access_token(self) -> str:
        """Give an access token that is good for now.

        Raises SignInRequired, or TransportFailed and its like when the token has ended and could
        not be renewed just now.
        """
        record = self._store.record
        if record is None:
            raise SignInRequired
        if not self.is_due(record):
            return record.access_token
        try:
            return (await self.replace(record)).access_token
        except SignInRequired:
            raise
        except AuthError:
            if self._has_ended(record):
                raise
        return record.access_token

    async def replace(self, stale: SessionRecord) -> SessionRecord:
        """Give a session newer than `stale`; of many callers at once, one does the asking.

        Raises SignInRequired, TokenRequestRejected, MalformedResponse or TransportFailed.
        """

        async def newer() -> SessionRecord:
            record = self._store.record
            if record is None or record.claims.sub != stale.claims.sub:
                raise SignInRequired
            if not self._publisher.session.is_signed_in:
                raise SignInRequired
            if record.access_token != stale.access_token:
                return record
            return await self._renewed(record)

        return await self._runtime.locks.hold(self._lock, newer)

    def _has_ended(self, record: SessionRecord) -> bool:
        return record.expires_at <= self._runtime.clock.now()

    async def _renewed(self, record: SessionRecord) -> SessionRecord:
        """Ask for the next tokens and publish what became of it."""
        if record.refresh_token is None:
            self._end(None)
            raise SignInRequired
        self._publisher.move("renewal_started", record=record)
        generation = self._publisher.generation
        try:
            renewed = await self._exchange.renew(record, record.refresh_token)
        except AuthError as error:
            self._failed(record, error, generation)
            raise
        self._require_current(generation)
        self._publisher.move("renewed", record=renewed, error=self._stored(renewed))
        return renewed

    def _stored(self, renewed: SessionRecord) -> AuthError | None:
        """Keep `renewed`, in memory at worst: what it replaces may be worth nothing by now."""
        try:
            self._store.put(renewed)
        except AuthError as error:
            self._store.record = renewed
            return error
        return None

    def _require_current(self, generation: int) -> None:
        """Drop a late answer: the session is no longer the one that the renewal was asked for."""
        publisher = self._publisher
        if publisher.generation != generation or publisher.session.state != RENEWING:
            raise SignInRequired

    def _failed(self, record: SessionRecord, error: AuthError, generation: int) -> None:
        """Tell a definite refusal, which ends the session, from trouble, which does not."""
        self._require_current(generation)
        if isinstance(error, (InvalidGrant, TokenInvalid)):
            self._end(error)
            raise SignInRequired
        event = "renewal_impossible" if self._has_ended(record) else "renewal_postponed"
        self._publisher.move(event, record=record, error=error)

    def _end(self, error: AuthError | None) -> None:
        self._store.clear()
        self._publisher.move("session_refused", reason="refused", error=error)
