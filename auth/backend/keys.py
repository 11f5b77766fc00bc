"""The issuer's public keys, fetched when needed and kept (RFC 7517 5).

A token with an unknown `kid` may mean that the issuer has new keys, or that somebody makes up names
to keep this server busy: so one fetch serves everybody who waits, and after each a cool-down holds.
Keys that are known go on working, whatever becomes of the endpoint and however slow it is.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from ..encoding.strict_json import parse_object
from ..errors import AuthError, KeyUnknown, MalformedResponse, TransportFailed
from ..protocol.jose import VerificationKey, parse_key_set

COOL_DOWN_SECONDS = 10.0
"""Between a fetch that was in vain, or done for an unknown name, and the next."""

LIFE_SECONDS = 3600.0
"""How long a withdrawn key may still be believed while the endpoint answers."""

PATIENCE_SECONDS = 0.25
"""How long those who hold a known but old key wait for the fetch that would confirm it."""

FetchDocument = Callable[[], Awaitable[bytes]]
"""Fetches the key set's JSON document. Raises TransportFailed."""

_log = logging.getLogger(__name__)


class KeyCache:
    """The keys of one issuer, for use within one event loop. `now` is a clock that never jumps."""

    def __init__(self, fetch: FetchDocument, *, now: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._now = now
        self._keys: dict[str | None, VerificationKey] = {}
        self._old_after = now()
        self._resting_until = now()
        self._fetching: asyncio.Task[None] | None = None
        self._is_reachable = True

    async def find(self, kid: str | None) -> VerificationKey:
        """Give the key that is called `kid`, after a fetch if it is not known or too old.

        Raises:
            KeyUnknown: the issuer has no such key, or had none a few seconds ago.
            TransportFailed: no such key is known, and the issuer cannot be asked.
        """
        if kid is None:
            raise KeyUnknown("the token does not name its key")
        key = self._keys.get(kid)
        if key is None or self._now() >= self._old_after:
            await self._look_again(is_known=key is not None)
            key = self._keys.get(kid)
        if key is None:
            raise self._complaint()
        return key

    def _complaint(self) -> AuthError:
        if self._is_reachable:
            return KeyUnknown("no key of the issuer fits the token")
        return TransportFailed("the issuer's keys cannot be had")

    async def _look_again(self, *, is_known: bool) -> None:
        """Take part in the fetch that is going on, or start one if it is time for it."""
        if self._fetching is None:
            if self._now() < self._resting_until:
                return
            is_due = self._now() >= self._old_after
            self._fetching = asyncio.create_task(self._fetch_and_keep(is_due=is_due))
            patience: float | None = PATIENCE_SECONDS
        else:
            patience = 0
        # Waited for from outside: one caller who goes away must not take the others' fetch along.
        await asyncio.wait([self._fetching], timeout=patience if is_known else None)

    async def _fetch_and_keep(self, *, is_due: bool) -> None:
        try:
            self._keys = _parse(await self._fetch())
            self._old_after = self._now() + LIFE_SECONDS
            self._is_reachable = True
        except Exception as failure:  # noqa: BLE001 - no fault of an endpoint may stop an API
            self._is_reachable = False
            _log.warning("the issuer's keys could not be had: %s", _said(failure))
        finally:
            if not (is_due and self._is_reachable):
                self._resting_until = self._now() + COOL_DOWN_SECONDS
            self._fetching = None


def _parse(document: bytes) -> dict[str | None, VerificationKey]:
    keys = parse_key_set(parse_object(document))
    if not keys:
        raise MalformedResponse("the key set has no usable key")
    return {key.kid: key for key in keys}


def _said(failure: Exception) -> str:
    """Give our own words, or the name of what somebody else raised."""
    return str(failure) if isinstance(failure, AuthError) else type(failure).__name__
