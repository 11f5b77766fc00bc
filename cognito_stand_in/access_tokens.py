"""Check access tokens that are presented to Cognito itself: signature, issuer, time, revocation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .service import Service

USER_ADMIN = "aws.cognito.signin.user.admin"
_NEEDED = {"scope", "client_id", "exp"}


class TokenDead(Exception):
    """The access token is refused; `reason` is `invalid`, `expired` or `revoked`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def live_claims(service: Service, token: str) -> dict[str, Any]:
    """Return the claims of an access token that this pool issued and still accepts.

    Args:
        service: The stand-in.
        token: The compact form of the token.

    Raises:
        TokenDead: it is not an access token of this pool, has expired, or has been revoked.
    """
    claims = service.issuers.verify(token)
    # Pools in one process share their keys, so the signature alone does not name the pool.
    if (
        claims is None
        or claims.get("token_use") != "access"
        or claims.get("iss") not in service.issuers.urls
        or not set(claims) >= _NEEDED
    ):
        raise TokenDead("invalid")
    if service.now() >= claims["exp"]:
        raise TokenDead("expired")
    # A token for client credentials has no family and cannot be revoked.
    family = service.families.by_origin.get(claims.get("origin_jti", ""))
    if family.revoked if family is not None else "origin_jti" in claims:
        raise TokenDead("revoked")
    return claims
