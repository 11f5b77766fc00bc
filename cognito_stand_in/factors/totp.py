"""Time-based one-time passwords of authenticator apps (RFC 6238, with Cognito's parameters)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..directory_errors import DirectoryError

if TYPE_CHECKING:
    from ..pool import Pool, User

STEP_SECONDS = 30
_DIGITS = 6
_SECRET_BYTES = 32
# Cognito accepts the codes of the 30 seconds before and after, for clocks that differ.
_DRIFT_STEPS = 1


class TotpRefused(DirectoryError):
    """The code of an authenticator app is wrong or has been used before."""


def new_secret() -> str:
    """Return a new secret in Base32, with Cognito's length of 52 characters."""
    return _base32(secrets.token_bytes(_SECRET_BYTES))


def secret_of(pool: Pool, user: User) -> str:
    """Return the secret of a user's authenticator app.

    People who get the factor by the TOML file or a command have no authenticator app. Their secret
    is made up, the same one at every start, and the pages show its codes.
    """
    seed = f"totp/{pool.pool_id}/{user.username}".encode("utf-8", "surrogatepass")
    return user.totp_secret or _base32(hashlib.sha256(seed).digest())


def code_at(secret: str, now: float) -> str:
    """Return the code of a secret at a time in epoch seconds (RFC 4226 section 5.3)."""
    return _code(secret, int(now // STEP_SECONDS))


def check_code(user: User, secret: str, typed: str, now: float) -> None:
    """Check a code, which then cannot be used again (RFC 6238 section 5.2).

    Args:
        user: The owner of the secret.
        secret: The secret in Base32.
        typed: What the person typed.
        now: The time, in epoch seconds.

    Raises:
        TotpRefused: the code is wrong, or one of this or a later time has been used.
    """
    given = "".join(typed.split()).encode("utf-8", "replace")
    current = int(now // STEP_SECONDS)
    steps = range(max(0, current - _DRIFT_STEPS), current + _DRIFT_STEPS + 1)
    matching = [step for step in steps if hmac.compare_digest(_code(secret, step).encode(), given)]
    if not matching:
        raise TotpRefused("Invalid code received for user", "CodeMismatchException")
    if matching[-1] <= user.totp_used_step:
        raise TotpRefused("Your software token has already been used once.", "ExpiredCodeException")
    user.totp_used_step = matching[-1]


def replace_secret(user: User, secret: str, typed: str, now: float) -> None:
    """Make a secret the one of the user, after a check of its first code.

    Raises:
        TotpRefused: the code is wrong.
    """
    used, user.totp_used_step = user.totp_used_step, -1
    try:
        check_code(user, secret, typed, now)
    except TotpRefused:
        user.totp_used_step = used
        raise
    user.totp_secret, user.totp_pending = secret, None
    if "totp" not in user.second_factors:
        user.second_factors = [*user.second_factors, "totp"]


def key_uri(secret: str, *, issuer: str, account: str) -> str:
    """Return the URI that authenticator apps read from a QR code.

    Args:
        secret: The secret in Base32.
        issuer: What the app shows as the service.
        account: What the app shows as the account.
    """
    label = f"{quote(issuer, safe='')}:{quote(account, safe='', errors='replace')}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer, safe='')}"


def qr_code(uri: str) -> str:
    """Return a URI as a QR code: the markup of an `svg` element."""
    import segno  # noqa: PLC0415 - most sign-ins show no QR code

    return segno.make(uri, error="m", micro=False).svg_inline(
        border=2, svgclass="qr", lineclass=None, omitsize=True
    )


def _code(secret: str, step: int) -> str:
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"


def _base32(octets: bytes) -> str:
    return base64.b32encode(octets).decode().rstrip("=")
