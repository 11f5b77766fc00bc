"""Check the signature of ID tokens with the keys of their issuer (OIDC Core 3.1.3.7, 6)."""

from ..config import AuthConfig
from ..errors import AuthError, IssuerMismatch, KeyUnknown, TokenRequestRejected
from ..ports import Runtime
from ..protocol.http import COGNITO_LIMIT, Request
from ..protocol.jose import (
    VerificationKey,
    parse_key_set,
    require_signature,
    select_key,
    split_jws,
)

COOL_DOWN_SECONDS = 10
"""How long no key set is fetched after one did not have the key that was looked for."""


class IdTokenVerifier:
    """Checks signatures with the keys that the pool's issuers publish.

    Each issuer has its own keys, which are fetched when first needed. An issuer whose keys cannot
    be fetched affects only the tokens that name it.

    Args:
        config: The issuers, and where their keys are.
        runtime: The ports.
    """

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        self._runtime = runtime
        self._issuers = config.issuers  # in order, which dicts do not keep on MicroPython
        self._keys = {
            issuer: IssuerKeys(config.jwks_uris[issuer], runtime) for issuer in self._issuers
        }

    async def prepare(self) -> None:
        """Fetch keys, if there are none, before a code or refresh token is used up.

        Which of several issuers will sign is not known yet, so the keys of one are enough.

        Raises:
            AuthError: The keys of no issuer can be fetched; this is the error of the first one.
        """
        failure = None
        if not all([keys.is_empty for keys in self._keys.values()]):
            return
        for issuer in self._issuers:
            try:
                await self._keys[issuer].prepare()
            except AuthError as error:
                failure = failure or error
            else:
                return
        if failure is not None:
            raise failure

    async def verify(self, id_token: str) -> "dict[str, object]":
        """Check the signature of an ID token, and nothing that its claims say.

        Returns:
            The claims. `iss` is the issuer whose key signed them.

        Raises:
            TokenInvalid: The token is malformed, or not signed by its issuer.
            AuthError: The issuer's keys cannot be fetched.
        """
        unverified = split_jws(id_token)
        claims = unverified.payload()
        key = await self._keys_of(claims.get("iss")).key(unverified.kid)
        valid = await self._runtime.crypto.verify_rs256(
            key, unverified.signed, unverified.signature
        )
        require_signature(valid=valid)
        return claims

    def _keys_of(self, issuer: object) -> "IssuerKeys":
        """Choose the key set by the `iss` of a token that is not verified yet."""
        keys = self._keys.get(issuer) if isinstance(issuer, str) else None
        if keys is None:
            raise IssuerMismatch("none of the configured issuers")
        return keys


class IssuerKeys:
    """The key set of one issuer. A failed request loses none of the keys that are there.

    Tasks of this tab that need keys at the same time share one request.

    Args:
        url: Where the key set is (RFC 7517 5).
        runtime: The ports.
    """

    def __init__(self, url: str, runtime: Runtime) -> None:
        self._url = url
        self._runtime = runtime
        self._keys: list[VerificationKey] | None = None
        self._settled_until = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether there are no keys yet."""
        return not self._keys

    async def prepare(self) -> None:
        """Fetch the key set if it is empty. Raises AuthError if it cannot be fetched."""
        if not self._keys:
            await self._newer_than(self._keys)

    async def key(self, kid: str | None) -> VerificationKey:
        """Return the key with this id; an unknown one may be new, so the set is fetched again.

        Raises:
            KeyUnknown: There is no such key.
            AuthError: The key set cannot be fetched.
        """
        seen = self._keys
        keys = seen or await self._newer_than(seen)
        try:
            return select_key(keys, kid)
        except KeyUnknown:
            if not seen or self._runtime.clock.monotonic() < self._settled_until:
                raise
        try:
            return select_key(await self._newer_than(keys), kid)
        except KeyUnknown:
            self._settled_until = self._runtime.clock.monotonic() + COOL_DOWN_SECONDS
            raise

    async def _newer_than(self, seen: "list[VerificationKey] | None") -> "list[VerificationKey]":
        """Return a key set that was fetched after `seen`, by whichever task came first."""

        async def newer() -> "list[VerificationKey]":
            if self._keys is None or self._keys is seen:
                self._keys = await self._fetch()
            return self._keys

        return await self._runtime.locks.hold("cognito.keys." + self._url, newer, wait_seconds=0)

    async def _fetch(self) -> "list[VerificationKey]":
        request = Request("GET", self._url, max_response_bytes=COGNITO_LIMIT)
        response = await self._runtime.transport.send(request)
        if response.status != 200:
            raise TokenRequestRejected("", status=response.status)
        return parse_key_set(response.json())
