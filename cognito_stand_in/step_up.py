"""Levels of authentication: which one a sign-in reached, and how a user can reach a higher one.

Cognito has four: 1 password; 2 one-time code alone; 3 passkey, or password with a code by SMS or
e-mail; 4 password with an authenticator app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .factors.first import first_factors
from .factors.second import required_factors
from .factors.settings import EMAIL_OTP, FIRST_FACTOR_CODES, PASSWORD, SMS_OTP, WEB_AUTHN

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .factors.settings import Passkey
    from .pool import Pool, User
    from .switches import Switches

FEDERATED = "fed"
PASSWORD_METHOD = "pwd"
_MULTI_FACTOR = "mfa"
_PASSKEYS = {"swk", "hwk"}
# Each second factor with its value of `amr`.
METHODS = {"email": "email_otp", "sms": "sms", "totp": "otp"}
# The level of each second factor together with a password.
_WITH_PASSWORD = {"email": 3, "sms": 3, "totp": 4}
# The level of each factor alone.
_ALONE = {PASSWORD: 1, EMAIL_OTP: 2, SMS_OTP: 2, WEB_AUTHN: 3}


def has_step_up(pool: Pool, switches: Switches) -> bool:
    """Return whether authorize honours `acr_values` and `max_age`, or ignores them."""
    return pool.has_paid_features and (pool.managed_login or switches.acr_in_classic_ui)


def requested_levels(acr_values: str, pool: Pool) -> tuple[int, ...]:
    """Return the levels in `acr_values`, in its order; unknown values are passed over."""
    known = {name: level for level, name in enumerate(pool.acr_values, 1)}
    return tuple(known[name] for name in acr_values.split() if name in known)


def target_level(pool: Pool, user: User, levels: Sequence[int]) -> int | None:
    """Return the first of the levels that the user can reach, or None."""
    reachable = max((_ALONE[factor] for factor in first_factors(pool, user)), default=0)
    if user.password_hash is not None:
        reachable = max([reachable, *(_WITH_PASSWORD[one] for one in second_factors(pool, user))])
    return next((level for level in levels if level <= reachable), None)


def second_factors(pool: Pool, user: User) -> list[str]:
    """Return what can follow a password: factors that are set up, and one-time codes."""
    factors = first_factors(pool, user)
    codes = [sent_by for name, sent_by in FIRST_FACTOR_CODES.items() if name in factors]
    return list(dict.fromkeys([*user.second_factors, *user.active_factors, *codes]))


def factors_for(pool: Pool, user: User, level: int) -> list[str]:
    """Return the second factors that reach a level together with a password.

    Those that the user has set up come first, and of these the weakest.
    """
    reaching = [one for one in second_factors(pool, user) if _WITH_PASSWORD[one] >= level]
    ready = {*user.second_factors, *user.active_factors}
    return sorted(reaching, key=lambda one: (one not in ready, _WITH_PASSWORD[one]))


def leading_to(pool: Pool, user: User, factors: Sequence[str], level: int) -> list[str]:
    """Return those first factors that reach a level, alone or with a second factor.

    Args:
        pool: The user pool.
        user: Who signs in.
        factors: Names such as `PASSWORD`.
        level: The level.
    """
    return [
        one
        for one in factors
        if _ALONE[one] >= level or (one == PASSWORD and factors_for(pool, user, level))
    ]


def missing_factors(pool: Pool, user: User, amr: Sequence[str], levels: Sequence[int]) -> list[str]:
    """Return the second factors of which somebody who has given the password needs one more.

    Args:
        pool: The user pool.
        user: Who signs in.
        amr: The methods that the user has signed in with so far.
        levels: The requested levels.
    """
    if PASSWORD_METHOD not in amr:
        return []
    required = required_factors(pool, user)
    target = target_level(pool, user, levels)
    if target is not None and reached_level(amr) < target:
        reaching = [one for one in factors_for(pool, user, target) if METHODS[one] not in amr]
        return [one for one in required if one in reaching] or reaching[:1]
    return [] if _MULTI_FACTOR in amr else required


def with_method(amr: Sequence[str], method: str) -> tuple[str, ...]:
    """Return the `amr` of a sign-in that has gone on with one more method."""
    methods = [one for one in amr if one != _MULTI_FACTOR]
    methods = list(dict.fromkeys([*methods, method]))
    return (*methods, _MULTI_FACTOR) if len(methods) > 1 else tuple(methods)


def passkey_method(passkey: Passkey) -> str:
    """Return the `amr` value of a passkey: `hwk` for a roaming authenticator, or else `swk`."""
    return "hwk" if passkey.attachment == "cross-platform" else "swk"


def reached_level(amr: Collection[str]) -> int:
    """Return the highest level that these methods reach; 0 for a federated sign-in."""
    if PASSWORD_METHOD in amr:
        with_second = (_WITH_PASSWORD[one] for one, value in METHODS.items() if value in amr)
        return max(with_second, default=3 if _PASSKEYS & set(amr) else 1)
    if _PASSKEYS & set(amr):
        return 3
    return 2 if {METHODS["email"], METHODS["sms"]} & set(amr) else 0
