"""Which factors a template allows (CloudFormation: MfaConfiguration, SignInPolicy, …)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..factors.settings import FACTOR_OF, FIRST_FACTORS, PASSWORD, FactorSettings
from .errors import TemplateError

if TYPE_CHECKING:
    from .sections import Section

_BOTH = "MULTI_FACTOR_WITH_USER_VERIFICATION"


def read_factors(settings: Section) -> FactorSettings:
    """Return the factors of a user pool, with CloudFormation's defaults.

    Args:
        settings: The properties of the pool.

    Raises:
        TemplateError: a property is invalid, or two of them exclude each other.
    """
    first = settings.table("Policies").table("SignInPolicy")
    factors = FactorSettings(
        mfa=settings.choice("MfaConfiguration", "OFF", ("OFF", "OPTIONAL", "ON")),  # type: ignore[arg-type]
        second=tuple(FACTOR_OF[name] for name in settings.choices("EnabledMfas", tuple(FACTOR_OF))),
        first=first.choices("AllowedFirstAuthFactors", FIRST_FACTORS) or (PASSWORD,),
        relying_party_id=settings.string("WebAuthnRelyingPartyID"),
        user_verification=settings.choice(  # type: ignore[arg-type]
            "WebAuthnUserVerification", "preferred", ("preferred", "required")
        ),
        passkeys_are_mfa=settings.choice(
            "WebAuthnFactorConfiguration", "SINGLE_FACTOR", ("SINGLE_FACTOR", _BOTH)
        )
        == _BOTH,
    )
    codes = [name for name in factors.first if name.endswith("_OTP")]
    if factors.mfa == "ON" and codes:
        raise TemplateError(
            f"{settings.place}: got MfaConfiguration ON and {', '.join(codes)} in "
            "AllowedFirstAuthFactors, expected one of them"
        )
    return factors
