"""The ID token's signature, checked against the issuer's keys (OIDC Core 3.1.3.7, 6)."""

from ..config import AuthConfig
from ..errors import KeyUnknown, TokenRequestRejected
from ..ports import Runtime
from ..protocol.http import Request
from ..protocol.jose import (
    UnverifiedJws,
    VerificationKey,
    parse_key_set,
    require_signature,
    select_key,
    split_jws,
)

COOL_DOWN_SECONDS = 10
"""How long after a key was looked for in vain no new set is fetched for another one."""


class IdTokenVerifier:
    """Checks signatures with the keys that the issuer publishes, fetched when first needed.

    Whoever in this tab needs keys at the same time waits for one request; a failed one loses none
    of the keys there are.
    """

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        self._url = config.issuer + "/.well-known/jwks.json"
        self._lock = "cognito.keys." + config.client_id
        self._runtime = runtime
        self._keys: list[VerificationKey] | None = None
        self._settled_until = 0.0

    async def prepare(self) -> None:
        """Have keys at hand before a code or refresh token is spent on a token they must check.

        Raises TransportFailed and its like when they cannot be had.
        """
        if not self._keys:
            await self._newer_than(self._keys)

    async def verify(self, id_token: str) -> "dict[str, object]":
        """Give the claims of a token that the issuer signed; what they say is not checked here.

        Raises TokenInvalid, or TransportFailed and its like when the keys cannot be had.
        """
        unverified = split_jws(id_token)
        key = await self._key_for(unverified)
        valid = await self._runtime.crypto.verify_rs256(
            key, unverified.signed, unverified.signature
        )
        require_signature(valid=valid)
        return unverified.payload()

    async def _key_for(self, unverified: UnverifiedJws) -> VerificationKey:
        """Choose the key; an unknown one may be new, so the set is fetched once more."""
        seen = self._keys
        keys = seen or await self._newer_than(seen)
        try:
            return select_key(keys, unverified.kid)
        except KeyUnknown:
            if not seen or self._runtime.clock.monotonic() < self._settled_until:
                raise
        try:
            return select_key(await self._newer_than(keys), unverified.kid)
        except KeyUnknown:
            self._settled_until = self._runtime.clock.monotonic() + COOL_DOWN_SECONDS
            raise

    async def _newer_than(self, seen: "list[VerificationKey] | None") -> "list[VerificationKey]":
        """Give a key set that came after `seen`, fetched once for all who wait for it."""

        async def newer() -> "list[VerificationKey]":
            if self._keys is None or self._keys is seen:
                self._keys = await self._fetch()
            return self._keys

        return await self._runtime.locks.hold(self._lock, newer, patience=0)

    async def _fetch(self) -> "list[VerificationKey]":
        response = await self._runtime.transport.send(Request("GET", self._url))
        if response.status != 200:
            raise TokenRequestRejected("", status=response.status)
        return parse_key_set(response.json())
