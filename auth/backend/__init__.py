"""Access tokens of Cognito, checked by the API that receives them (RFC 6750, RFC 9068)."""

from auth.backend.asgi import RequireBearer, caller_of
from auth.backend.claims import AccessTokenClaims
from auth.backend.keys import KeyCache
from auth.backend.pools import AnyPool, issuer_forms
from auth.backend.revocation import RevocationCheck
from auth.backend.token_cache import TokenCache
from auth.backend.verifier import AccessTokenVerifier

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
