"""Renews the access token: one renewal at a time, and only a definite refusal ends the session."""

import asyncio

from ..errors import (
    AuthError,
    InvalidGrant,
    KeyUnknown,
    SignInRequired,
    TokenInvalid,
    TokenTooLarge,
)
from .context import Context
from .namespace import namespace
from .record import SessionRecord
from .states import RENEWING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MARGIN_SECONDS = 60
"""How long before it expires an access token is renewed, so that it outlives the call it is for."""

LOCK_WAIT_SECONDS = 15
"""How long to wait for another tab's renewal: longer than its request takes, but not for ever."""


class Renewal:
    """Returns valid access tokens, and renews them when they are about to expire.

    With refresh token rotation a refresh token works once, and two tabs that both use it look like
    a theft. So tabs take turns (Web Locks), look for a newer session once it is their turn, and
    store what they got before they announce it. Without Web Locks only the tasks of one tab take
    turns, and between tabs Cognito's grace period is the only protection.

    Every operation belongs to the session that it began with: if that is over, or another one has
    replaced it meanwhile, the operation raises SignInRequired.
    """

    def __init__(self, context: Context) -> None:
        self._lock = "cognito.renewal." + namespace(context.config)
        self._locks = context.runtime.locks
        self._current = context.current
        self._exchange = context.exchange
        self._tabs = context.tabs

    def seconds_until_due(self) -> float:
        """Return the seconds until the access token has to be renewed; 0 or less when it is due.

        A session without a refresh token lasts as long as its access token.
        """
        record = self._current.record
        left = self._current.seconds_left()
        if record is None or record.refresh_token is None:
            return left
        return left - min(MARGIN_SECONDS, (record.expires_at - record.received_at) / 4)

    async def access_token(self) -> str:
        """Return an access token that is valid now.

        Raises:
            SignInRequired: Nobody is signed in, or the session ended meanwhile.
            TransportFailed: The token has expired and could not be renewed just now.
            TokenRequestRejected: The same, by Cognito's decision.
            MalformedResponse: The same, because the answer could not be read.
        """
        return (await self.valid(self._current.required())).access_token

    async def valid(self, begun: SessionRecord) -> SessionRecord:
        """Return the session of `begun` with an access token that is valid now.

        Args:
            begun: The record that was there when the operation began.

        Raises:
            AuthError: As `access_token` does.
        """
        record = self._current.required_of(begun)
        if self.seconds_until_due() > 0:
            return record
        try:
            record = await self.replace(record)
            if self._current.seconds_left() <= 0:  # the machine slept meanwhile
                record = await self.replace(record)
        except SignInRequired:
            raise
        except AuthError:
            record = self._current.required_of(begun)
            if self._current.seconds_left() <= 0:
                raise
        return record

    async def replace(self, stale: SessionRecord) -> SessionRecord:
        """Return a newer state of the session of `stale`; of many callers at once, one asks.

        Raises:
            SignInRequired: There is no refresh token, or the session is over.
            TransportFailed: No answer came.
            TokenRequestRejected: Cognito refused for a reason that does not end the session.
            MalformedResponse: The answer could not be read.
        """

        async def newer() -> None:
            record = self._latest(stale)
            if record.access_token == stale.access_token:
                await self._tabs.newer_than(record, certainly=True)
                record = self._latest(stale)
            if record.access_token == stale.access_token and not self._tabs.has_handed_over:
                await self._renew(record)

        hold = self._locks.hold
        await _to_its_end(lambda: hold(self._lock, newer, wait_seconds=LOCK_WAIT_SECONDS))
        return self._latest(stale)

    async def _renew(self, record: SessionRecord) -> None:
        """Ask for the next tokens and publish what became of it."""
        if record.refresh_token is None:
            if self._current.seconds_left() <= 0:
                self._end(record)
            raise SignInRequired
        self._current.report("renewal_started")
        try:
            await self._exchange.prepare()
            if self._is_overtaken():
                return
            if self._tabs.has_handed_over:
                self._postpone(None)
                return
            renewed = await self._exchange.renew(record, record.refresh_token)
        except AuthError as error:
            await self._failed(record, error)
            return
        except BaseException:  # cancelled, on MicroPython; or a fault that is not the session's
            if not self._is_overtaken():
                self._postpone(None)
            raise
        await self._received(record, renewed)

    async def _received(self, record: SessionRecord, renewed: SessionRecord) -> None:
        """Take over a renewal, unless the session has ended meanwhile or another tab renewed it."""
        latest = self._current.record
        if latest is None or not record.is_same_session(latest):
            if renewed.refresh_token != record.refresh_token:  # else it is revoked already
                self._current.discard(renewed)
        elif not latest.is_newer_than(record):
            self._current.renewed(renewed)
            # Before the lock is released, so that its next holder sees the new session.
            await self._current.advertisement.granted()

    def _latest(self, stale: SessionRecord) -> SessionRecord:
        """Return the present state of a session. Raises SignInRequired if nobody is signed in."""
        if not self._current.session.is_signed_in:
            raise SignInRequired
        return self._current.required_of(stale)

    def _is_overtaken(self) -> bool:
        """Check whether something else has decided about the session during a renewal."""
        return self._current.session.state != RENEWING

    async def _failed(self, record: SessionRecord, error: AuthError) -> None:
        """End the session after a definite refusal, and raise after any other failure.

        Another tab may have used the refresh token first; its newer session is never dropped.
        """
        # A key that is unknown now may be published a moment later.
        is_definite = isinstance(error, (InvalidGrant, TokenInvalid)) and not isinstance(
            error, (KeyUnknown, TokenTooLarge)
        )
        if is_definite and not self._is_overtaken():
            await self._tabs.newer_than(record, certainly=False)
        if self._is_overtaken():
            return
        # After a handover, the successor finds out for itself.
        if is_definite and not self._tabs.has_handed_over:
            self._end(record, error)
            raise SignInRequired
        self._postpone(error)
        raise error

    def _end(self, record: SessionRecord, error: AuthError | None = None) -> None:
        self._tabs.refused = (record.family, record.sequence)
        is_revoked = isinstance(error, InvalidGrant)
        self._current.lost("refused", error=error, is_revoked=is_revoked)

    def _postpone(self, error: AuthError | None) -> None:
        has_expired = self._current.seconds_left() <= 0
        self._current.report(
            "renewal_impossible" if has_expired else "renewal_postponed", error=error
        )


async def _to_its_end(work: "Callable[[], Awaitable[None]]") -> None:
    """Do `work`, which goes on if the waiting task is cancelled, as by `asyncio.timeout`.

    Others wait for it too, and the answer may contain the only refresh token that still works.
    """
    failures: list[AuthError] = []

    async def to_its_end() -> None:
        try:
            await work()
        except AuthError as error:
            failures.append(error)

    shield = getattr(asyncio, "shield", None)  # not on MicroPython
    await (to_its_end() if shield is None else shield(asyncio.create_task(to_its_end())))
    if failures:
        raise failures[0]
