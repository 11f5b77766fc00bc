"""An access token from untrusted text to claims that may be believed (RFC 7515 5.2, RFC 8725).

The order is the point: decode strictly, choose the key, check the signature, then the claims.
"""

import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from ..encoding import base64url
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
from .fetch import fetch_over_https
from .keys import KeyCache

_PADDING, _HASH = PKCS1v15(), SHA256()
_kid_of_header = lru_cache(maxsize=64)(kid_of_header)


class KeySource(Protocol):
    """Where keys come from."""

    async def find(self, kid: str | None) -> VerificationKey:
        """Give the key that is called `kid`. Raises KeyUnknown or TransportFailed."""


class AccessTokenVerifier:
    """Verifies the access tokens that `issuer` gave to the app clients `client_ids`.

    `audience` names this API where sign-ins ask for it as a `resource`; `allow_client_credentials`
    accepts tokens of the client credentials grant; `max_lifetime_seconds` may be as strict as the
    app clients' settings; `leeway_seconds` is for clocks that differ. `keys` is the
    issuer's published key set by default, and `now` returns epoch seconds.

    A revoked token still passes until it expires, for Cognito tells nobody: keep its life short, or
    put a `RevocationCheck` around this.

    Raises:
        ConfigurationError: a setting that cannot be meant, such as an issuer without https.
    """

    def __init__(
        self,
        *,
        issuer: str,
        client_ids: Iterable[str],
        audience: str | Iterable[str] | None = None,
        allow_client_credentials: bool = False,
        leeway_seconds: float = 30,
        max_lifetime_seconds: float = MAX_LIFETIME_SECONDS,
        keys: KeySource | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._rules = AccessTokenRules(
            issuer=issuer,
            client_ids=client_ids,
            audience=audience,
            allow_client_credentials=allow_client_credentials,
            leeway_seconds=leeway_seconds,
            max_lifetime_seconds=max_lifetime_seconds,
        )
        self._keys = keys or KeyCache(fetch_over_https(f"{issuer}/.well-known/jwks.json"))
        self._now = now

    @property
    def issuer(self) -> str:
        """The `iss` of the tokens that this verifier is for."""
        return self._rules.issuer

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Give the claims of `unverified_token` if all of it is as it must be.

        Raises:
            TokenInvalid: something about the token is wrong.
            TransportFailed: the issuer's keys cannot be had; says nothing about the token.
        """
        jws = split_jws(unverified_token, _kid_of_header)
        key = await self._keys.find(jws.kid)
        require_signature(valid=_is_signed_by(key, jws))
        return validate_access_token_claims(jws.payload(), self._rules, now=self._now())


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
