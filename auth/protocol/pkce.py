"""Proof Key for Code Exchange, S256 only, and the other one-time values (RFC 7636 4.1 and 4.2).

The argument `random_bytes(n)` returns `n` bytes of a cryptographic generator: `secrets.token_bytes`
on a server, `crypto.getRandomValues` in a browser.
"""

import hashlib

from ..encoding import base64url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

VERIFIER_BYTES = 48
STATE_BYTES = 24
NONCE_BYTES = 24


def generate_code_verifier(random_bytes: "Callable[[int], bytes]") -> str:
    """Return a new code verifier: 64 unreserved characters, 384 bits (RFC 7636 4.1)."""
    return base64url.encode(random_bytes(VERIFIER_BYTES))


def generate_state(random_bytes: "Callable[[int], bytes]") -> str:
    """Return a new `state`: 32 characters, 192 bits (RFC 6749 10.12)."""
    return base64url.encode(random_bytes(STATE_BYTES))


def generate_nonce(random_bytes: "Callable[[int], bytes]") -> str:
    """Return a new `nonce`: 32 characters, 192 bits (OIDC Core 15.5.2)."""
    return base64url.encode(random_bytes(NONCE_BYTES))


def code_challenge(code_verifier: str) -> str:
    """Return the S256 challenge of `code_verifier` (RFC 7636 4.2)."""
    return base64url.encode(hashlib.sha256(code_verifier.encode()).digest())
