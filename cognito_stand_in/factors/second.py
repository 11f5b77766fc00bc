"""Which second factors a sign-in with a password needs (Cognito: MFA logic at user runtime)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..pool import Pool, User

ADDRESSES = {"sms": "phone_number", "email": "email"}
"""Where the codes of a second factor are sent: an attribute."""


def required_factors(pool: Pool, user: User) -> list[str]:
    """Return the second factors of which a user has to give one; the preferred one alone.

    Args:
        pool: The user pool.
        user: Who has given the password.
    """
    if pool.factors.mfa == "OFF":
        return []
    active = [one for one in user.active_factors if can_use(user, one)]
    if user.preferred_factor in active:
        return [user.preferred_factor]
    if active or pool.factors.mfa == "OPTIONAL":
        return active
    return [one for one in pool.factors.second if _is_there(user, one)]


def needs_setup(pool: Pool, user: User) -> bool:
    """Return whether a user has no second factor yet, though the pool requires one."""
    return pool.factors.mfa == "ON" and not required_factors(pool, user)


def activate(user: User, factor: str, now: float) -> None:
    """Ask for a second factor at every sign-in with a password.

    Args:
        user: The user.
        factor: `totp`, `sms` or `email`.
        now: The time, in epoch seconds.
    """
    user.active_factors = list(dict.fromkeys([*user.active_factors, factor]))
    user.modified_at = now


def can_use(user: User, factor: str) -> bool:
    """Return whether a code for a factor can reach the user."""
    return factor == "totp" or bool(user.attributes.get(ADDRESSES[factor]))


def _is_there(user: User, factor: str) -> bool:
    if factor == "totp":
        return "totp" in user.second_factors
    return can_use(user, factor)
