"""Which factors a pool allows, and the passkeys of a user (Cognito API: MfaConfiguration, …)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Enforcement = Literal["OFF", "OPTIONAL", "ON"]

PASSWORD = "PASSWORD"
EMAIL_OTP = "EMAIL_OTP"
SMS_OTP = "SMS_OTP"
WEB_AUTHN = "WEB_AUTHN"
FIRST_FACTORS = (PASSWORD, EMAIL_OTP, SMS_OTP, WEB_AUTHN)
"""What `AllowedFirstAuthFactors` may have."""
FIRST_FACTOR_CODES = {EMAIL_OTP: "email", SMS_OTP: "sms"}
"""Those that are a code, with the second factor that sends it too."""
SECOND_FACTORS = {"email": "EMAIL_OTP", "sms": "SMS_MFA", "totp": "SOFTWARE_TOKEN_MFA"}
"""The names of second factors in the TOML file and in Cognito's API."""
FACTOR_OF = {name: factor for factor, name in SECOND_FACTORS.items()}
"""The same the other way round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorSettings:
    """The factors of a pool.

    Attributes:
        mfa: Whether nobody, somebody who has activated one, or everybody needs a second factor.
        second: `totp`, `sms` and `email`, if people may activate them.
        first: What people may sign in with in choice-based sign-in.
        relying_party_id: The RP ID of passkeys; the host of the domain by default.
        user_verification: `preferred` or `required`, for passkeys.
        passkeys_are_mfa: Whether a passkey with user verification needs no second factor.
    """

    mfa: Enforcement = "OPTIONAL"
    second: tuple[str, ...] = tuple(SECOND_FACTORS)
    first: tuple[str, ...] = FIRST_FACTORS
    relying_party_id: str | None = None
    user_verification: Literal["preferred", "required"] = "preferred"
    passkeys_are_mfa: bool = False


@dataclass(slots=True, kw_only=True)
class Passkey:
    """A passkey (WebAuthn: public key credential source, as the relying party stores it).

    Attributes:
        credential_id: The id, in base64url.
        data: The attested credential data with the public key, in base64url.
        name: What the API's lists show.
        relying_party_id: The RP ID that it was registered for.
        attachment: `platform` or `cross-platform`, if the browser said.
        transports: How browsers reach the authenticator.
        created_at: When it was registered, in epoch seconds.
        sign_count: The authenticator's counter at its last use.
    """

    credential_id: str
    data: str = field(repr=False)
    name: str
    relying_party_id: str
    attachment: str | None = None
    transports: list[str] = field(default_factory=list)
    created_at: float = 0
    sign_count: int = 0
