"""The issuer's public keys, fetched when needed and kept (RFC 7517 5).

A token with an unknown `kid` may mean that the issuer has new keys, or that an attacker invents
values. So all callers share one fetch, and after it there is none for a while.
Known keys stay valid while the endpoint is slow or down.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable

from ..encoding.strict_json import parse_object
from ..errors import AuthError, KeyUnknown, MalformedResponse, TransportFailed
from ..protocol.jose import VerificationKey, parse_key_set
from .shared_task import SharedTask

COOL_DOWN_SECONDS = 10.0
"""Between a fetch that failed, or was made for an unknown `kid`, and the next."""

LIFE_SECONDS = 3600.0
"""How long a withdrawn key may still be accepted while the endpoint works."""

PATIENCE_SECONDS = 0.25
"""How long a caller with a known but old key waits for the fetch that would confirm it."""

FETCH_SECONDS = 6.0
"""After that time, a fetch has failed."""

WAIT_SECONDS = 15.0
"""How long a caller waits at most, even if event loops end in the middle of their fetches."""

FetchDocument = Callable[[], Awaitable[bytes]]
"""Fetches the JSON document of the key set. Raises TransportFailed."""

_log = logging.getLogger(__name__)


class KeyCache:
    """Keeps the keys of one issuer, for callers in any event loop and any thread.

    Args:
        fetch: Returns the issuer's key set (RFC 7517 5), as bytes.
        now: A clock in seconds that is never set back.
    """

    def __init__(self, fetch: FetchDocument, *, now: Callable[[], float] = time.monotonic) -> None:
        self._fetch_document = fetch
        self._now = now
        self._lock = threading.Lock()
        self._keys: dict[str | None, VerificationKey] = {}
        self._old_after = now()
        self._resting_until = now()
        self._is_reachable = False
        self._fetch: SharedTask[None] | None = None
        self._fetches = 0

    async def find(self, kid: str | None) -> VerificationKey:
        """Return the key with that `kid`, after a fetch if it is not known or too old.

        Args:
            kid: The `kid` of a token's header, None if it has none.

        Raises:
            KeyUnknown: The issuer has no such key, or had none a few seconds ago.
            TransportFailed: No such key is known, and the issuer does not answer.
        """
        if kid is None:
            raise KeyUnknown("the token does not name its key")
        key = self._keys.get(kid)
        if key is None or self._now() >= self._old_after:
            await self._refresh_in_time(kid)
            key = self._keys.get(kid)
        if key is None:
            raise self._reason()
        return key

    def _reason(self) -> AuthError:
        if self._is_reachable:
            return KeyUnknown("the issuer has no key with the token's kid")
        return TransportFailed("the issuer's keys cannot be fetched")

    async def _refresh_in_time(self, kid: str) -> None:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._refresh(kid)
        except TimeoutError:
            if kid not in self._keys:
                raise TransportFailed("the issuer's keys cannot be fetched in time") from None

    async def _refresh(self, kid: str) -> None:
        """Wait for the fetch that is needed for `kid`, if one is needed and allowed now."""
        while (joined := self._join(kid)) is not None:
            fetch, patience = joined
            is_known = kid in self._keys
            # An event loop that ends takes its fetch along: then the next caller starts another.
            if await fetch.wait(patience if is_known else None) or is_known:
                return

    def _join(self, kid: str) -> tuple[SharedTask[None], float | None] | None:
        """Return the running fetch, or a new one, and how long a caller with a key waits for it."""
        with self._lock:
            now = self._now()
            if kid in self._keys and now < self._old_after:
                return None
            if self._fetch is not None and self._fetch.is_running:
                return self._fetch, 0
            if now < self._resting_until:
                return None
            # Where every call has an event loop of its own, a short wait would end each fetch.
            patience = PATIENCE_SECONDS if self._fetch is None else None
            self._fetches += 1
            work = self._fetch_and_keep(self._fetches, is_due=now >= self._old_after)
            self._fetch = SharedTask(work, seconds=FETCH_SECONDS + 1)
            return self._fetch, patience

    async def _fetch_and_keep(self, number: int, *, is_due: bool) -> None:
        keys = await self._fetched()
        with self._lock:
            if number != self._fetches:  # overdue, and another fetch has been started since
                return
            self._fetch = None
            self._is_reachable = keys is not None
            if keys is not None:
                self._keys = keys
                self._old_after = self._now() + LIFE_SECONDS
            if keys is None or not is_due:
                self._resting_until = self._now() + COOL_DOWN_SECONDS

    async def _fetched(self) -> dict[str | None, VerificationKey] | None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return _parse(await self._fetch_document())
        except Exception as failure:  # noqa: BLE001 - no fault of an endpoint may stop an API
            _log.warning("the issuer's keys cannot be fetched: %s", _described(failure))
            return None


def _parse(document: bytes) -> dict[str | None, VerificationKey]:
    keys = parse_key_set(parse_object(document))
    if not keys:
        raise MalformedResponse("the key set has no usable key")
    return {key.kid: key for key in keys}


def _described(failure: Exception) -> str:
    """Return our own message, but only the type of another exception: its text may be secret."""
    return str(failure) if isinstance(failure, AuthError) else type(failure).__name__
