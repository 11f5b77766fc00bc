"""The ID token's signature, checked against the issuer's keys (OIDC Core 3.1.3.7, 6)."""

from auth.config import AuthConfig
from auth.errors import KeyUnknown, TokenRequestRejected
from auth.protocol.http import Request
from auth.protocol.jose import (
    UnverifiedJws,
    VerificationKey,
    parse_key_set,
    require_signature,
    select_key,
    split_jws,
)
from auth.runtime import Runtime


class IdTokenVerifier:
    """Checks signatures with the keys that the issuer publishes, fetched when first needed."""

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        self._url = config.issuer + "/.well-known/jwks.json"
        self._runtime = runtime
        self._keys: list[VerificationKey] | None = None

    async def prepare(self) -> None:
        """Have keys at hand before a code or refresh token is spent on a token they must check.

        Raises TransportFailed and its like when they cannot be had.
        """
        self._keys = self._keys or await self._fetch()

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
        known, self._keys = self._keys, self._keys or await self._fetch()
        try:
            return select_key(self._keys, unverified.kid)
        except KeyUnknown:
            if known is None:
                raise
        self._keys = await self._fetch()
        return select_key(self._keys, unverified.kid)

    async def _fetch(self) -> "list[VerificationKey]":
        response = await self._runtime.transport.send(Request("GET", self._url))
        if response.status != 200:
            raise TokenRequestRejected("", status=response.status)
        return parse_key_set(response.json())
