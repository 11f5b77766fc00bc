"""Send and check the codes of second factors, and one-time codes instead of a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..directory_errors import DirectoryError
from .second import ADDRESSES
from .totp import TotpRefused, check_code, replace_secret, secret_of

if TYPE_CHECKING:
    from ..pool import User
    from ..service import Service

    Purpose = Literal["mfa", "sign-in"]


def send_factor_code(service: Service, user: User, factor: str, purpose: Purpose = "mfa") -> None:
    """Send a code, if the factor has one that is sent.

    Args:
        service: The stand-in.
        user: Who gets the code.
        factor: `totp`, `sms` or `email`.
        purpose: Whether the code follows a password or replaces it.
    """
    if factor != "totp":
        service.directory.send_code(user, purpose)


def check_factor_code(
    service: Service, user: User, factor: str, code: str, purpose: Purpose = "mfa"
) -> None:
    """Check the code of a factor, which then cannot be used again.

    A code that was sent verifies the address, as in Cognito.

    Args:
        service: The stand-in.
        user: Who signs in.
        factor: `totp`, `sms` or `email`.
        code: What was typed.
        purpose: Whether the code follows a password or replaces it.

    Raises:
        DirectoryError: the code is wrong, old or used, the account is locked after too many wrong
            ones, or the user may not sign in.
    """
    directory, now = service.directory, service.now()
    directory.attempts.check_sign_in(user.username, now)
    try:
        if factor == "totp":
            check_code(user, secret_of(service.pool, user), code, now)
        else:
            directory.redeem(user.username, purpose, code)
    except DirectoryError:
        directory.attempts.record_failure(user.username, now)
        raise
    directory.refuse_blocked(user)
    if factor != "totp":
        user.attributes[f"{ADDRESSES[factor]}_verified"] = "true"


def set_up_authenticator_app(service: Service, user: User, secret: str, code: str) -> None:
    """Make a secret the one of a user's authenticator app, if the app shows the right code.

    Args:
        service: The stand-in.
        user: The user.
        secret: The new secret, in Base32.
        code: What was typed.

    Raises:
        TotpRefused: the code is wrong.
        DirectoryError: the account is locked after too many wrong ones.
    """
    attempts, now = service.directory.attempts, service.now()
    attempts.check_sign_in(user.username, now)
    try:
        replace_secret(user, secret, code, now)
    except TotpRefused:
        attempts.record_failure(user.username, now)
        raise
    user.modified_at = now
