"""The issuer's public keys, fetched when needed and kept (RFC 7517 5).

A token with an unknown `kid` may mean that the issuer has new keys, or that somebody makes up names
to keep this server busy: so one fetch serves everybody who waits, and after each a cool-down holds.
Keys that are known go on working, whatever becomes of the endpoint.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from auth.errors import AuthError, KeyUnknown, MalformedResponse, TransportFailed
from auth.protocol.jose import VerificationKey, parse_key_set, select_key
from auth.protocol.strict_json import parse_object

COOL_DOWN_SECONDS = 10.0
LIFE_SECONDS = 3600.0
"""How long a withdrawn key may still be believed while the endpoint answers."""

FetchDocument = Callable[[], Awaitable[bytes]]
"""Fetches the key set's JSON document. Raises TransportFailed."""

_log = logging.getLogger(__name__)


class KeyCache:
    """The keys of one issuer, for use within one event loop. `now` is a clock that never jumps."""

    def __init__(self, fetch: FetchDocument, *, now: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._now = now
        self._keys: list[VerificationKey] = []
        self._fetched_at: float | None = None
        self._attempted_at: float | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str | None) -> VerificationKey:
        """Give the key that is called `kid`, after a fetch if it is not known or too old.

        Raises:
            KeyUnknown: the issuer has no such key, or had none a few seconds ago.
            TransportFailed: no keys have ever been had.
        """
        if kid is None:
            raise KeyUnknown("the token does not name its key")
        if not self._has_fresh(kid) and not self._is_cooling_down():
            await self._refresh()
        if not self._keys:
            raise TransportFailed("the issuer's keys cannot be had")
        return select_key(self._keys, kid)

    def _has_fresh(self, kid: str) -> bool:
        if self._fetched_at is None or self._now() - self._fetched_at >= LIFE_SECONDS:
            return False
        return any(key.kid == kid for key in self._keys)

    def _is_cooling_down(self) -> bool:
        if self._fetching is not None or self._attempted_at is None:
            return False
        return self._now() - self._attempted_at < COOL_DOWN_SECONDS

    async def _refresh(self) -> None:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch_and_keep())
        # Shielded: one caller who goes away must not take the others' fetch with them.
        await asyncio.shield(self._fetching)

    async def _fetch_and_keep(self) -> None:
        try:
            self._keys = _parse(await self._fetch())
            self._fetched_at = self._now()
        except AuthError as failure:
            _log.warning("the issuer's keys could not be had: %s", failure)
        finally:
            self._attempted_at = self._now()
            self._fetching = None


def _parse(document: bytes) -> list[VerificationKey]:
    keys = parse_key_set(parse_object(document))
    if not keys:
        raise MalformedResponse("the key set has no usable key")
    return keys
