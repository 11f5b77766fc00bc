"""A check at Cognito's userInfo endpoint whether a token has been revoked.

A signature stays valid after a revocation, a global sign-out or the deletion of a user. Cognito's
endpoint refuses the token then. It costs a request, so each response is kept for a short time.
"""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from ..encoding.strict_json import parse_object
from ..errors import (
    ConfigurationError,
    IssuerMismatch,
    MalformedResponse,
    TokenRevoked,
    TransportFailed,
)
from .access_token_claims import AccessTokenClaims
from .bearer import Verifier, checked_verifier
from .fetch import USER_INFO_BYTES, Ask, ask_endpoint
from .pools import AnyPool
from .settings import checked_endpoint, checked_number
from .shared_task import SharedTask
from .unverified import digest_of
from .wrapping import VerifierWrapper, verifiers_in

MAX_TTL_SECONDS = 300
MAX_ENTRIES = 10_000
ASK_SECONDS = 6.0
"""How long a request to the endpoint may take, in seconds."""


class RevocationCheck(VerifierWrapper):
    """Accepts tokens that `verifier` accepts and that Cognito has not revoked.

    It sends tokens to the userInfo endpoint of one pool, so `verifier` must be for that pool alone.
    For several pools, give each its own check: `AnyPool([RevocationCheck(...), ...])`.
    Without a response, it raises TransportFailed, so the caller can try again (503). A `TokenCache`
    belongs inside.

    Args:
        verifier: The verifier of one pool: an `AccessTokenVerifier`, a `TokenCache` around one, or
            your own with a property named issuer.
        user_info_url: `https://DOMAIN/oauth2/userInfo`. It needs the scope `openid`; tokens without
            it are refused.
        ttl_seconds: How long a response is kept, 0 to 300.
        ask: Sends the request instead of httpx.
        now: A clock in seconds that is never set back.

    Raises:
        ConfigurationError: The verifier is for several pools or does not name its issuer, the URL
            is not https, or a number is out of range.
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
        super().__init__(checked_verifier(verifier))
        self._verifier = verifier
        self._require_one_pool()
        url = checked_endpoint("user_info_url", user_info_url, self.issuers)
        self._ask = ask or ask_endpoint(url, max_bytes=USER_INFO_BYTES)
        self._seconds = checked_number("ttl_seconds", ttl_seconds, least=0, most=MAX_TTL_SECONDS)
        self._now = now
        self._lock = threading.Lock()
        self._answers: OrderedDict[bytes, tuple[float, bool]] = OrderedDict()
        self._asking: dict[bytes, SharedTask[bool]] = {}

    def _require_one_pool(self) -> None:
        if any(isinstance(one, AnyPool) for one in verifiers_in(self._verifier)):
            raise ConfigurationError(
                "verifier",
                got="an AnyPool, so that tokens of one pool would be sent to another",
                expected="one check for each pool: AnyPool([RevocationCheck(...), ...])",
            )
        if not self.issuers:
            raise ConfigurationError(
                "verifier",
                got=f"{type(self._verifier).__name__}, which names no issuer",
                expected="the verifier of one pool, with a property `issuer`",
            )

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Return the claims of a token that is valid and not revoked.

        Args:
            unverified_token: What the caller sent, without the word `Bearer`.

        Raises:
            TokenInvalid: Something about the token is wrong; TokenRevoked if Cognito says so.
            TransportFailed: The issuer's keys or the endpoint's response cannot be fetched.
        """
        # First, so that only tokens of this pool cause a request.
        claims = await self._verifier.verify(unverified_token)
        if claims.issuer not in self.issuers:
            raise IssuerMismatch("of another pool than the one that would be asked")
        if "openid" not in claims.scopes:
            raise TokenRevoked("cannot be checked without the scope openid")
        if not await self._is_accepted(unverified_token, claims.sub):
            raise TokenRevoked("revoked by the issuer")
        return claims

    async def _is_accepted(self, token: str, sub: str) -> bool:
        digest = digest_of(token)
        while True:
            answer = self._kept_or_asked(digest, token, sub)
            if isinstance(answer, bool):
                return answer
            # Shared: one caller who is cancelled must not take the others' answer along. If the
            # event loop that asks has ended, the next turn asks again in this one.
            if await answer.wait():
                return answer.result()

    def _kept_or_asked(self, digest: bytes, token: str, sub: str) -> bool | SharedTask[bool]:
        with self._lock:
            until, verdict = self._answers.get(digest, (0.0, False))
            if self._now() < until:
                return verdict
            asking = self._asking.get(digest)
            if asking is None or not asking.is_running:
                asking = self._asking[digest] = SharedTask(
                    self._ask_and_keep(digest, token, sub),
                    seconds=ASK_SECONDS + 1,
                    on_end=lambda: self._asking.pop(digest, None),
                )
            return asking

    async def _ask_and_keep(self, digest: bytes, token: str, sub: str) -> bool:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                answer = await self._ask({"Authorization": f"Bearer {token}"})
        except TimeoutError:
            raise TransportFailed("no answer from the issuer's userInfo endpoint") from None
        verdict = _verdict(*answer, sub)
        with self._lock:
            self._answers[digest] = (self._now() + self._seconds, verdict)
            self._answers.move_to_end(digest)
            while len(self._answers) > MAX_ENTRIES:
                self._answers.popitem(last=False)
        return verdict


def _verdict(status: int, body: bytes, sub: str) -> bool:
    """Return whether userInfo accepts the token (OIDC Core 5.3.2 and 5.3.3)."""
    if status == 401:
        return False
    try:
        if status == 200:
            return parse_object(body).get("sub") == sub
    except MalformedResponse:
        pass
    raise TransportFailed("the issuer's userInfo endpoint gave neither yes nor no")
