"""Access tokens of Cognito, checked by the API that receives them (RFC 6750, RFC 9068)."""

from auth.backend.bearer import RequireBearer, caller_of
from auth.backend.claims import AccessTokenClaims
from auth.backend.keys import KeyCache
from auth.backend.verifier import AccessTokenVerifier

__all__ = ["AccessTokenClaims", "AccessTokenVerifier", "KeyCache", "RequireBearer", "caller_of"]
