"""Verification of tokens of several user pools, for one API."""

from collections.abc import Iterable
from typing import Protocol

from ..errors import ConfigurationError, IssuerMismatch
from .access_token_claims import AccessTokenClaims
from .unverified import HIGHEST_MAX_TOKEN_BYTES, check_size, unverified_issuer
from .wrapping import issuers_of

_ORIGINAL, _UPDATED = "https://cognito-idp.", "https://issuer-cognito-idp."


class PoolVerifier(Protocol):
    """A verifier for the tokens of one pool: an `AccessTokenVerifier`, or one around it."""

    @property
    def issuer(self) -> str:
        """The `iss` of the pool's tokens."""

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Return the token's claims. Raises TokenInvalid or TransportFailed."""


class AnyPool:
    """Accepts the tokens of several pools: a token's `iss` chooses the verifier.

    Each verifier has its own keys, clients and rules, and checks only tokens of its own pool.
    Identify people by `issuer` and `sub` together, since two pools may use one `sub`.
    For revocation, put a `RevocationCheck` around each verifier, never around this.

    Args:
        verifiers: One for each pool.

    Raises:
        ConfigurationError: There is no verifier, one without an issuer, or two for one issuer.
    """

    def __init__(self, verifiers: Iterable[PoolVerifier]) -> None:
        self.wrapped = tuple(verifiers)
        for verifier in self.wrapped:
            if not issuers_of(verifier):
                raise ConfigurationError(
                    "verifiers",
                    got=f"{type(verifier).__name__}, which names no issuer",
                    expected="verifiers of one pool each, such as AccessTokenVerifier",
                )
        pairs = [(issuer, one) for one in self.wrapped for issuer in issuers_of(one)]
        self._by_issuer = dict(pairs)
        if not pairs or len(self._by_issuer) != len(pairs):
            raise ConfigurationError(
                "verifiers", got=f"{len(self.wrapped)} verifiers", expected="one for each issuer"
            )

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Return the claims of a token if the verifier of its own pool accepts it.

        Args:
            unverified_token: What the caller sent, without the word `Bearer`.

        Raises:
            TokenInvalid: Something about the token is wrong; its subclass says what.
            TransportFailed: The keys of that pool cannot be fetched.
        """
        token = check_size(unverified_token, HIGHEST_MAX_TOKEN_BYTES)
        verifier = self._by_issuer.get(unverified_issuer(token) or "")
        if verifier is None:
            raise IssuerMismatch("none of the configured issuers")
        return await verifier.verify(token)


def issuer_forms(issuer: str) -> tuple[str, ...]:
    """Return both issuers that Cognito may write into the tokens of a pool, `issuer` first.

    While a pool changes its issuer type, it has both. Issuers that are not Cognito's have one form.
    """
    for one, other in ((_ORIGINAL, _UPDATED), (_UPDATED, _ORIGINAL)):
        if issuer.startswith(one):
            return issuer, other + issuer[len(one) :]
    return (issuer,)
