"""Verification of Cognito's access tokens by the API that receives them (RFC 6750, RFC 9068)."""

from .access_token_claims import AccessTokenClaims
from .asgi import RequireBearer, caller_of
from .keys import KeyCache
from .pools import AnyPool, issuer_forms
from .revocation import RevocationCheck
from .token_cache import TokenCache
from .verifier import AccessTokenVerifier

__all__ = [
    "AccessTokenClaims",
    "AccessTokenVerifier",
    "AnyPool",
    "KeyCache",
    "RequireBearer",
    "RevocationCheck",
    "TokenCache",
    "caller_of",
    "issuer_forms",
]
