"""Whether Cognito still honours a token: asked at its userInfo endpoint, for a price.

A signature says nothing about a revocation, a global sign-out or a deleted person. Cognito's own
endpoints know; asking them costs a request, so the answer holds for a short while.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable

from ..encoding.strict_json import parse_object
from ..errors import MalformedResponse, TokenRevoked, TransportFailed
from .access_token_claims import AccessTokenClaims
from .bearer import Verifier, checked_verifier
from .fetch import Ask, ask_over_https
from .settings import checked_number

MAX_TTL_SECONDS = 300
MAX_ENTRIES = 10_000


class RevocationCheck:
    """Accepts what `verifier` accepts and Cognito still honours.

    `user_info_url` is `https://DOMAIN/oauth2/userInfo`; it answers tokens with the scope `openid`
    only, so others are refused. An answer is kept for `ttl_seconds`. Without an answer nobody is
    let in: the request can be tried again. Put a `TokenCache` inside, never around.

    Raises:
        ConfigurationError: the URL is not https, or an answer is to hold for too long.
    """

    def __init__(
        self,
        verifier: Verifier,
        *,
        user_info_url: str,
        ttl_seconds: float = 30,
        ask: Ask | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._verifier = checked_verifier(verifier)
        over_https = ask_over_https("user_info_url", user_info_url)
        self._ask = ask or over_https
        self._seconds = checked_number("ttl_seconds", ttl_seconds, least=0, most=MAX_TTL_SECONDS)
        self._now = now
        self._answers: OrderedDict[bytes, tuple[float, bool]] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[bool]] = {}

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Give the claims of a token that is sound and still honoured.

        Raises:
            TokenInvalid: something about the token is wrong; TokenRevoked if Cognito says so.
            TransportFailed: the issuer's keys or its verdict cannot be had.
        """
        # First, so that only tokens of our own pool cause a request, and to our own pool only.
        claims = await self._verifier.verify(unverified_token)
        if "openid" not in claims.scopes:
            raise TokenRevoked("cannot be asked about without the scope openid")
        if not await self._is_honoured(unverified_token, claims.sub):
            raise TokenRevoked("no longer honoured by the issuer")
        return claims

    async def _is_honoured(self, token: str, sub: str) -> bool:
        digest = hashlib.sha256(token.encode()).digest()
        until, verdict = self._answers.get(digest, (0.0, False))
        if self._now() < until:
            return verdict
        if digest not in self._asking:
            self._asking[digest] = asyncio.create_task(self._ask_and_keep(digest, token, sub))
        # Shielded: one caller who goes away must not take the others' answer along.
        return await asyncio.shield(self._asking[digest])

    async def _ask_and_keep(self, digest: bytes, token: str, sub: str) -> bool:
        try:
            verdict = _verdict(*await self._ask({"Authorization": f"Bearer {token}"}), sub)
        finally:
            del self._asking[digest]
        self._answers[digest] = (self._now() + self._seconds, verdict)
        self._answers.move_to_end(digest)
        while len(self._answers) > MAX_ENTRIES:
            self._answers.popitem(last=False)
        return verdict


def _verdict(status: int, body: bytes, sub: str) -> bool:
    """Read the answer of userInfo (OIDC Core 5.3.2 and 5.3.3)."""
    if status == 401:
        return False
    try:
        if status == 200:
            return parse_object(body).get("sub") == sub
    except MalformedResponse:
        pass
    raise TransportFailed("the issuer's userInfo endpoint gave no verdict")
