"""Verification of access tokens, from an unverified string to claims (RFC 7515 5.2, RFC 8725).

The order matters: decode strictly, choose the key, check the signature, then the claims.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from ..encoding import base64url
from ..errors import ConfigurationError, IssuerMismatch
from ..protocol.authorization import ACR_LEVELS
from ..protocol.jose import (
    UnverifiedJws,
    VerificationKey,
    kid_of_header,
    require_signature,
    split_jws,
)
from .access_token_claims import (
    MAX_LIFETIME_SECONDS,
    AccessTokenClaims,
    AccessTokenRules,
    validate_access_token_claims,
)
from .fetch import fetch_over_http, fetch_over_https
from .keys import FetchDocument, KeyCache
from .settings import checked_endpoint, checked_number
from .unverified import (
    HIGHEST_MAX_TOKEN_BYTES,
    MAX_TOKEN_BYTES,
    check_size,
    unverified_issuer,
)

_PADDING, _HASH = PKCS1v15(), SHA256()
_kid_of_header = lru_cache(maxsize=64)(kid_of_header)


class KeySource(Protocol):
    """A source of public keys, such as a `KeyCache`."""

    async def find(self, kid: str | None) -> VerificationKey:
        """Return the key with that `kid`. Raises KeyUnknown or TransportFailed."""


class AccessTokenVerifier:
    """Verifies the access tokens of one user pool, in any event loop and any thread.

    A revoked token is accepted until it expires, because its signature stays valid. Keep access
    tokens short-lived, or put a `RevocationCheck` around this.

    Args:
        issuer: The `iss` of the pool's tokens: `https://cognito-idp.REGION.amazonaws.com/POOL`.
        client_ids: The app clients that may call.
        replica_issuers: Other issuers of the same pool, each with keys of its own: those of its
            replicas in other Regions, or its other issuer type while it changes that.
        jwks_uri: The address of the key set of `issuer`, if it is not at
            `ISSUER/.well-known/jwks.json`. Redirects are not followed.
        audience: This API's identifier or identifiers, if sign-ins ask for it as a `resource`
            (RFC 8707). Tokens without it are then refused.
        allow_client_credentials: Whether tokens of the client credentials grant are accepted.
        leeway_seconds: How far the clocks may be apart, 0 to 60.
        max_lifetime_seconds: The longest validity that the app clients are set to, 300 to 86400.
        max_token_bytes: The longest token that is read, 1024 to 1048576.
        acr_levels: The names of the pool's levels of authentication, lowest first, if they are not
            Cognito's own. Unknown levels in tokens count as the lowest.
        keys: A source of keys instead of the issuer's endpoint; with replicas, one for each issuer.
        now: The clock, in epoch seconds.

    Raises:
        ConfigurationError: A setting is invalid, for example an issuer without https.
    """

    def __init__(
        self,
        *,
        issuer: str,
        client_ids: Iterable[str],
        replica_issuers: Iterable[str] = (),
        jwks_uri: str | None = None,
        audience: str | Iterable[str] | None = None,
        allow_client_credentials: bool = False,
        leeway_seconds: float = 30,
        max_lifetime_seconds: float = MAX_LIFETIME_SECONDS,
        max_token_bytes: int = MAX_TOKEN_BYTES,
        acr_levels: Sequence[str] = ACR_LEVELS,
        keys: KeySource | Mapping[str, KeySource] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._rules = AccessTokenRules(
            issuer=issuer,
            client_ids=client_ids,
            replica_issuers=replica_issuers,
            audience=audience,
            allow_client_credentials=allow_client_credentials,
            leeway_seconds=leeway_seconds,
            max_lifetime_seconds=max_lifetime_seconds,
            acr_levels=acr_levels,
        )
        self._max_bytes = checked_number(
            "max_token_bytes", max_token_bytes, least=1024, most=HIGHEST_MAX_TOKEN_BYTES
        )
        self._keys = _key_sources(self._rules.issuers, jwks_uri, keys)
        self._now = now

    @property
    def issuer(self) -> str:
        """The `iss` of the pool's tokens, except those of replicas."""
        return self._rules.issuer

    @property
    def issuers(self) -> tuple[str, ...]:
        """Every `iss` that is accepted, `issuer` first."""
        return self._rules.issuers

    @property
    def acr_levels(self) -> tuple[str, ...]:
        """The pool's levels of authentication, lowest first."""
        return self._rules.acr_levels

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Return the claims of a token if its signature and all claims are valid.

        Args:
            unverified_token: What the caller sent, without the word `Bearer`.

        Raises:
            TokenInvalid: Something about the token is wrong; its subclass says what.
            TransportFailed: The issuer's keys cannot be fetched; the token may be valid.
        """
        token = check_size(unverified_token, self._max_bytes)
        jws = split_jws(token, _kid_of_header)
        issuer = self._issuer_of(token)
        key = await self._keys[issuer].find(jws.kid)
        require_signature(valid=_is_signed_by(key, jws))
        return validate_access_token_claims(
            jws.payload(), self._rules, issuer=issuer, now=self._now()
        )

    def _issuer_of(self, unverified_token: str) -> str:
        """Return the issuer whose keys have to verify the token."""
        if len(self._keys) == 1:
            return self._rules.issuer
        issuer = unverified_issuer(unverified_token)
        if issuer not in self.issuers:
            raise IssuerMismatch("none of the pool's issuers")
        return issuer


def _key_sources(
    issuers: tuple[str, ...],
    jwks_uri: str | None,
    keys: KeySource | Mapping[str, KeySource] | None,
) -> Mapping[str, KeySource]:
    """Return a source of keys for each issuer, so that a key verifies tokens of one issuer only."""
    if keys is None:
        return {issuer: KeyCache(_fetch_for(issuer, issuers, jwks_uri)) for issuer in issuers}
    if jwks_uri is not None:
        raise ConfigurationError("jwks_uri", got="keys as well", expected="one of the two")
    sources = keys if isinstance(keys, Mapping) else {issuers[0]: keys}
    if set(sources) != set(issuers):
        raise ConfigurationError(
            "keys", got=f"keys for {len(sources)} issuers", expected=f"for each of {issuers}"
        )
    return sources


def _fetch_for(issuer: str, issuers: tuple[str, ...], jwks_uri: str | None) -> FetchDocument:
    if jwks_uri is None or issuer != issuers[0]:
        return fetch_over_https(f"{issuer}/.well-known/jwks.json")
    address = checked_endpoint("jwks_uri", jwks_uri, issuers)
    return (fetch_over_https if address.startswith("https:") else fetch_over_http)(address)


def _is_signed_by(key: VerificationKey, jws: UnverifiedJws) -> bool:
    """Check an RS256 signature (RFC 7518 3.3)."""
    try:
        _public_key(key.n, key.e).verify(jws.signature, jws.signed, _PADDING, _HASH)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=64)
def _public_key(n: str, e: str) -> RSAPublicKey:
    modulus, exponent = (int.from_bytes(base64url.decode(text), "big") for text in (n, e))
    return RSAPublicNumbers(e=exponent, n=modulus).public_key()
