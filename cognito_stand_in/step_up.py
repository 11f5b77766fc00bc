"""Step-up authentication: which level a sign-in reached, and which factor reaches a higher one.

Levels are 1 to 4 as in Cognito's table: password, one-time code alone, password with a code by SMS
or e-mail, password with an authenticator app. One-time codes alone and passkeys are not simulated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .pool import Pool, User
    from .switches import Switches

PASSWORD = "pwd"
FEDERATED = "fed"
_MULTI_FACTOR = "mfa"
# Each second factor with its value of `amr` and the level that it reaches together with a password.
SECOND_FACTORS = {"email": ("email_otp", 3), "sms": ("sms", 3), "totp": ("otp", 4)}


def has_step_up(pool: Pool, switches: Switches) -> bool:
    """Return whether authorize honours `acr_values` and `max_age`, or ignores them."""
    return pool.has_paid_features and (pool.managed_login or switches.acr_in_classic_ui)


def requested_levels(acr_values: str, pool: Pool) -> tuple[int, ...]:
    """Return the levels in `acr_values`, in its order; unknown values are passed over."""
    known = {name: level for level, name in enumerate(pool.acr_values, 1)}
    return tuple(known[name] for name in acr_values.split() if name in known)


def target_level(user: User, levels: Sequence[int]) -> int | None:
    """Return the first of the levels that the user can reach, or None."""
    highest = max((SECOND_FACTORS[one][1] for one in user.second_factors), default=1)
    reachable = 0 if user.password_hash is None else highest
    return next((level for level in levels if level <= reachable), None)


def second_factor(user: User, level: int) -> str | None:
    """Return the factor that the user needs beside the password to reach a level, or None."""
    if level <= 1:
        return None
    by_level = sorted(user.second_factors, key=lambda one: SECOND_FACTORS[one][1])
    return next((one for one in by_level if SECOND_FACTORS[one][1] >= level), None)


def methods(factor: str) -> list[str]:
    """Return the `amr` of a sign-in with a password and this second factor."""
    return [PASSWORD, SECOND_FACTORS[factor][0], _MULTI_FACTOR]


def reached_level(amr: Collection[str]) -> int:
    """Return the level that these methods reach; 0 for a federated sign-in."""
    if PASSWORD not in amr:
        return 0
    return max((level for value, level in SECOND_FACTORS.values() if value in amr), default=1)
