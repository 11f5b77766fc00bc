"""Hash passwords (RFC 8018 PBKDF2) and check them against the policy, with Cognito's messages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pool import PasswordPolicy

# Few iterations: development passwords are public, and tests sign in thousands of times.
_ROUNDS = 1_000


def hash_password(password: str) -> str:
    """Return a salted hash for `password_matches`."""
    salt = secrets.token_hex(16)
    return f"{salt}${_derive(password, salt)}"


def password_matches(password: str, password_hash: str) -> bool:
    """Return whether a password matches a stored hash, compared in constant time."""
    salt, _, derived = password_hash.partition("$")
    return hmac.compare_digest(_derive(password, salt), derived)


def policy_violation(password: str, policy: PasswordPolicy) -> str | None:
    """Return Cognito's message for a password that violates the policy, or None."""
    rules = (
        (len(password) < policy.minimum_length, "Password not long enough"),
        (policy.lowercase and not set(password) & set(string.ascii_lowercase), _lacks("lowercase")),
        (policy.uppercase and not set(password) & set(string.ascii_uppercase), _lacks("uppercase")),
        (policy.numbers and not set(password) & set(string.digits), _lacks("numeric")),
        (policy.symbols and not set(password) & set(string.punctuation), _lacks("symbol")),
    )
    broken = next((text for is_broken, text in rules if is_broken), None)
    return None if broken is None else f"Password did not conform with policy: {broken}"


def _lacks(kind: str) -> str:
    return f"Password must have {kind} characters"


def _derive(password: str, salt: str) -> str:
    # A password may contain half a surrogate pair, which UTF-8 cannot encode.
    secret = password.encode("utf-8", "surrogatepass")
    return hashlib.pbkdf2_hmac("sha256", secret, salt.encode(), _ROUNDS).hex()
