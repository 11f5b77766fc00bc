"""What a user can sign in with in choice-based sign-in (Cognito: AllowedFirstAuthFactors)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .passkeys import passkeys_of
from .second import required_factors
from .settings import EMAIL_OTP, PASSWORD, SMS_OTP, WEB_AUTHN

if TYPE_CHECKING:
    from ..pool import Pool, User


def first_factors(pool: Pool, user: User) -> list[str]:
    """Return the factors that a pool allows and a user has, the password first."""
    has_addresses = {
        EMAIL_OTP: user.attributes.get("email_verified") == "true",
        SMS_OTP: user.attributes.get("phone_number_verified") == "true",
    }
    has = {
        PASSWORD: user.password_hash is not None,
        **{name: found and pool.has_paid_features for name, found in has_addresses.items()},
        WEB_AUTHN: pool.has_paid_features and bool(passkeys_of(pool, user)),
    }
    return [name for name, is_there in has.items() if is_there and name in pool.factors.first]


def available_factors(pool: Pool, user: User) -> list[str]:
    """Return the factors that a user can sign in with now.

    Whoever needs a second factor signs in with a password, except with a passkey that counts as
    both (Cognito: things to know about user pool MFA).
    """
    factors = first_factors(pool, user)
    if not needs_verification(pool, user):
        return factors
    allowed = {PASSWORD, WEB_AUTHN} if pool.factors.passkeys_are_mfa else {PASSWORD}
    return [factor for factor in factors if factor in allowed]


def needs_verification(pool: Pool, user: User) -> bool:
    """Return whether a passkey has to verify the user, because one factor is not enough."""
    return bool(required_factors(pool, user)) or pool.factors.mfa == "ON"
