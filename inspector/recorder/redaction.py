"""Redact values before they are recorded: names, lengths and fingerprints, never a secret.

Only listed parameters are shown. A fingerprint is the first 32 bits of a SHA-256, enough to see
where a value appears again. It reveals nothing: every value that has one contains at least 128
random bits, or is signed or encrypted.
"""

import binascii
import hashlib

SHOWN = (
    "response_type",
    "client_id",
    "redirect_uri",
    "logout_uri",
    "scope",
    "code_challenge_method",
    "grant_type",
    "token_type",
    "expires_in",
    "identity_provider",
    "lang",
    "prompt",
    "max_age",
    "acr_values",
    "resource",
)
"""Parameters whose values are configuration or constants of the protocol."""

LINKED = (
    "state",
    "nonce",
    "code",
    "code_verifier",
    "code_challenge",
    "access_token",
    "id_token",
    "refresh_token",
    "token",
    "family",
)
"""Parameters whose values are random enough for a fingerprint."""

SHOWN_LIMIT = 120
_WORD = "abcdefghijklmnopqrstuvwxyz_"
_WORD_LIMIT = 40

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Facts = list[list[str]]


def fingerprint(secret: str) -> str:
    """Return the fingerprint of a value: `#` and eight hexadecimal digits."""
    return "#" + binascii.hexlify(hashlib.sha256(secret.encode()).digest()[:4]).decode()


def hidden(value: str) -> str:
    """Return the length of a value, and its fingerprint."""
    return f"•{len(value)} {fingerprint(value)}"


def described(name: str, value: object) -> str:
    """Return what may be recorded of the parameter `name`."""
    text = value if isinstance(value, str) else str(value)
    if name in SHOWN:
        return text[:SHOWN_LIMIT]
    if name == "error":
        return word(text)
    return hidden(text) if name in LINKED and text else f"•{len(text)}"


def facts_of(pairs: "Iterable[tuple[str, object]]") -> "Facts":
    """Return pairs of a name and what may be recorded of its value, in the order of `pairs`."""
    return [[name, described(name, value)] for name, value in pairs]


def from_outside(pairs: "Iterable[tuple[str, str]]") -> "Facts":
    """Return the same for parameters from outside, of which only error codes are shown."""
    return [
        [name, described(name, value) if name not in SHOWN else f"•{len(value)}"]
        for name, value in pairs
    ]


def word(text: str) -> str:
    """Return an error code (RFC 6749 5.2), or the length of anything else."""
    is_one = 0 < len(text) <= _WORD_LIMIT and not text.strip(_WORD)
    return text if is_one else f"•{len(text)}"
