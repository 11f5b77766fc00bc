"""What a user can sign in with in choice-based sign-in (Cognito: AllowedFirstAuthFactors)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .passkeys import passkeys_of
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
