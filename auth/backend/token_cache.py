"""Tokens that were verified a moment ago, remembered so that they need not be verified again."""

import copy
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable

from ..errors import ConfigurationError
from .access_token_claims import AccessTokenClaims
from .bearer import Verifier, checked_verifier
from .revocation import RevocationCheck
from .settings import checked_number

MAX_ENTRIES = 100_000
MAX_TTL_SECONDS = 300


class TokenCache:
    """Remembers at most `max_entries` tokens that `verifier` accepted, each for `ttl_seconds`.

    Never past a token's own end, and never a refusal. It keeps digests of tokens, not tokens. For
    so long a key that the issuer withdraws, or a check inside `verifier`, has no say.

    Raises:
        ConfigurationError: it is to remember more than is sensible, or what must not be.
    """

    def __init__(
        self,
        verifier: Verifier,
        *,
        max_entries: int = 1000,
        ttl_seconds: float = 60,
        now: Callable[[], float] = time.time,
    ) -> None:
        if isinstance(verifier, RevocationCheck):
            raise ConfigurationError(
                "verifier",
                got="a RevocationCheck, whose answers would be outlived",
                expected="the cache inside the check",
            )
        self._verifier = checked_verifier(verifier)
        self._capacity = checked_number("max_entries", max_entries, least=1, most=MAX_ENTRIES)
        self._seconds = checked_number("ttl_seconds", ttl_seconds, least=0, most=MAX_TTL_SECONDS)
        self._now = now
        self._remembered: OrderedDict[bytes, tuple[float, float, AccessTokenClaims]] = OrderedDict()

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Give the claims of a token that is sound now, or was a moment ago.

        Raises:
            TokenInvalid: something about the token is wrong.
            TransportFailed: the issuer's keys cannot be had.
        """
        digest = hashlib.sha256(unverified_token.encode()).digest()
        claims = self._recall(digest)
        if claims is None:
            claims = await self._verifier.verify(unverified_token)
            self._remember(digest, claims)
        # A copy, because what one request does to a list in it is no business of the next.
        return copy.deepcopy(claims)

    def _recall(self, digest: bytes) -> AccessTokenClaims | None:
        since, until, claims = self._remembered.get(digest, (0.0, 0.0, None))
        if claims is None:
            return None
        if not since <= self._now() < until:
            del self._remembered[digest]
            return None
        self._remembered.move_to_end(digest)
        return claims

    def _remember(self, digest: bytes, claims: AccessTokenClaims) -> None:
        now = self._now()
        self._remembered[digest] = (now, min(claims.expires_at, now + self._seconds), claims)
        while len(self._remembered) > self._capacity:
            self._remembered.popitem(last=False)
