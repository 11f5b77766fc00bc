"""A cache of verified tokens, so that a token is not verified again with every request."""

import copy
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from ..errors import ConfigurationError
from .access_token_claims import AccessTokenClaims
from .bearer import Verifier, checked_verifier
from .revocation import RevocationCheck
from .settings import checked_number
from .unverified import HIGHEST_MAX_TOKEN_BYTES, check_size, digest_of
from .wrapping import VerifierWrapper, verifiers_in

MAX_ENTRIES = 100_000
MAX_TTL_SECONDS = 300


class TokenCache(VerifierWrapper):
    """Remembers tokens that `verifier` accepted, for callers in any event loop and any thread.

    It stores digests instead of tokens, no refusals, and nothing beyond a token's expiry.
    While a token is remembered, neither a withdrawn key nor a check inside `verifier` affects it.

    Args:
        verifier: The verifier, which must not have a `RevocationCheck` inside.
        max_entries: How many tokens are remembered, 1 to 100000.
        ttl_seconds: How long each is remembered, 0 to 300.
        now: The clock, in epoch seconds.

    Raises:
        ConfigurationError: A setting is invalid.
    """

    def __init__(
        self,
        verifier: Verifier,
        *,
        max_entries: int = 1000,
        ttl_seconds: float = 60,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(checked_verifier(verifier))
        if any(isinstance(one, RevocationCheck) for one in verifiers_in(verifier)):
            raise ConfigurationError(
                "verifier",
                got="a RevocationCheck inside the cache, which would outlive its answers",
                expected="the cache inside the check: RevocationCheck(TokenCache(...))",
            )
        self._verifier = verifier
        self._capacity = checked_number("max_entries", max_entries, least=1, most=MAX_ENTRIES)
        self._seconds = checked_number("ttl_seconds", ttl_seconds, least=0, most=MAX_TTL_SECONDS)
        self._now = now
        self._lock = threading.Lock()
        self._remembered: OrderedDict[bytes, tuple[float, float, AccessTokenClaims]] = OrderedDict()

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Return the claims of a token that is valid now, or was when it was remembered.

        Args:
            unverified_token: The token as the caller sent it, without `Bearer`.

        Raises:
            TokenInvalid: Something about the token is wrong; its subclass says what.
            TransportFailed: The issuer's keys cannot be fetched.
        """
        digest = digest_of(check_size(unverified_token, HIGHEST_MAX_TOKEN_BYTES))
        claims = self._recall(digest)
        if claims is None:
            claims = await self._verifier.verify(unverified_token)
            self._remember(digest, claims)
        # A copy, so that no request sees what another one does to a list in it.
        return copy.deepcopy(claims)

    def _recall(self, digest: bytes) -> AccessTokenClaims | None:
        with self._lock:
            since, until, claims = self._remembered.get(digest, (0.0, 0.0, None))
            if claims is None:
                return None
            if not since <= self._now() < until:
                del self._remembered[digest]
                return None
            self._remembered.move_to_end(digest)
            return claims

    def _remember(self, digest: bytes, claims: AccessTokenClaims) -> None:
        with self._lock:
            now = self._now()
            self._remembered[digest] = (now, min(claims.expires_at, now + self._seconds), claims)
            while len(self._remembered) > self._capacity:
                self._remembered.popitem(last=False)
