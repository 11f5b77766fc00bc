"""One API for the people of several user pools, or for a pool that changes its name."""

from collections.abc import Iterable
from typing import Protocol

from ..errors import ConfigurationError, IssuerMismatch
from ..protocol.jose import split_jws
from .access_token_claims import AccessTokenClaims

_ORIGINAL, _UPDATED = "https://cognito-idp.", "https://issuer-cognito-idp."


class PoolVerifier(Protocol):
    """What checks the tokens of one issuer: an `AccessTokenVerifier`."""

    @property
    def issuer(self) -> str:
        """The `iss` that its tokens have."""

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Give the token's claims. Raises TokenInvalid or TransportFailed."""


class AnyPool:
    """Accepts what one of several verifiers accepts; a token's `iss` says which one is asked.

    Each keeps its own keys, clients and rules: a token never profits from another pool's.
    Authorise by `iss` and `sub` together, since two pools may give one `sub` to two people.

    Raises:
        ConfigurationError: there is no verifier, one for no issuer, or two for the same.
    """

    def __init__(self, verifiers: Iterable[PoolVerifier]) -> None:
        listed = list(verifiers)
        for verifier in listed:
            if not isinstance(getattr(verifier, "issuer", None), str):
                raise ConfigurationError(
                    "verifiers", got=type(verifier).__name__, expected="AccessTokenVerifiers"
                )
        self._by_issuer = {verifier.issuer: verifier for verifier in listed}
        if not listed or len(self._by_issuer) != len(listed):
            raise ConfigurationError(
                "verifiers", got=f"{len(listed)} verifiers", expected="one for each issuer"
            )

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Give the claims of `unverified_token` if its own pool vouches for it.

        Raises:
            TokenInvalid: something about the token is wrong.
            TransportFailed: that issuer's keys cannot be had.
        """
        # Read before the signature is checked, and used for nothing but to choose who checks it.
        unverified_issuer = split_jws(unverified_token).payload().get("iss")
        verifier = (
            self._by_issuer.get(unverified_issuer) if isinstance(unverified_issuer, str) else None
        )
        if verifier is None:
            raise IssuerMismatch("none of the configured issuers")
        return await verifier.verify(unverified_token)


def issuer_forms(issuer: str) -> tuple[str, ...]:
    """Give both names that Cognito may write into the tokens of `issuer`'s pool, `issuer` first.

    A pool whose issuer type is being changed hands out both for a while. Other issuers have one.
    """
    for one, other in ((_ORIGINAL, _UPDATED), (_UPDATED, _ORIGINAL)):
        if issuer.startswith(one):
            return issuer, other + issuer[len(one) :]
    return (issuer,)
