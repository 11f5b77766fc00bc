"""Checks of a token before anything in it is verified: its type, its size, the issuer it names."""

import hashlib
import json

from ..encoding import base64url
from ..errors import MalformedResponse, TokenMalformed, TokenTooLarge

MAX_TOKEN_BYTES = 524_288
"""Default limit, above all that Cognito's quotas allow (docs/internals/api.md)."""

HIGHEST_MAX_TOKEN_BYTES = 1_048_576
"""The highest limit that can be configured, in bytes."""


def check_size(unverified_token: object, max_bytes: float) -> str:
    """Return `unverified_token` if it is a string of ASCII characters within the limit.

    Args:
        unverified_token: What a caller sent as a token.
        max_bytes: The most bytes that it may have.

    Raises:
        TokenTooLarge: It has more.
        TokenMalformed: It is no string, or has characters that no token has (RFC 7515 2).
    """
    if not isinstance(unverified_token, str):
        kind = type(unverified_token).__name__
        raise TokenMalformed(f"got a value of type {kind}, expected a string")
    if len(unverified_token) > max_bytes:
        raise TokenTooLarge(f"got {len(unverified_token)} bytes, expected at most {max_bytes:.0f}")
    if not unverified_token.isascii():
        raise TokenMalformed("got other characters than ASCII")
    return unverified_token


def unverified_issuer(unverified_token: str) -> str | None:
    """Return the `iss` that a token names, or None if it names none.

    Use it only to choose the verifier: nothing has been checked yet. Anybody can send such a token,
    so this uses the standard library's fast JSON reader.
    """
    try:
        [_, payload, _] = unverified_token.split(".")
        claims = json.loads(base64url.decode(payload).decode())
    except (MalformedResponse, ValueError, RecursionError):
        return None
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    return issuer if isinstance(issuer, str) else None


def digest_of(unverified_token: str) -> bytes:
    """Return the SHA-256 digest of a token, to recognise it later without keeping it."""
    return hashlib.sha256(unverified_token.encode("utf-8", "surrogatepass")).digest()
