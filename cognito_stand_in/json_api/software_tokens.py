"""Second factors of signed-in people (Cognito API: AssociateSoftwareToken, …)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..factors.codes import set_up_authenticator_app
from ..factors.second import can_use
from ..factors.settings import SECOND_FACTORS
from ..factors.totp import TotpRefused, new_secret
from .challenges import session_of
from .protocol import ApiError
from .signed_in import signed_in
from .steps import MFA_SETUP, start_session
from .users import configured_factors, mfa_settings

if TYPE_CHECKING:
    from ..challenge_sessions import ChallengeSession
    from ..pool import User
    from .call import Call

_MEMBERS = {
    "sms": "SMSMfaSettings",
    "totp": "SoftwareTokenMfaSettings",
    "email": "EmailMfaSettings",
}
_CODE_CHARACTERS = 6


def _associate(call: Call) -> dict[str, Any]:
    session = _session(call)
    if session is not None:
        secret = new_secret()
        call.service.challenges.remove(call.members.text("Session"))
        following = start_session(call, replace(session, totp_secret=secret, is_set_up=False))
        return {"SecretCode": secret, "Session": following}
    # The model of this operation has no exception for an unknown user.
    user, _ = signed_in(call, unknown="NotAuthorizedException")
    _require_totp(call)
    user.totp_pending = new_secret()
    return {"SecretCode": user.totp_pending}


def _verify(call: Call) -> dict[str, Any]:
    code = call.members.text("UserCode")
    if len(code) < _CODE_CHARACTERS or not (code.isascii() and code.isdigit()):
        raise call.members.refusal(
            "UserCode", "Member must satisfy regular expression pattern: [0-9]{6}"
        )
    session = _session(call)
    if session is not None:
        user = call.service.pool.users[session.username]
        _set_up(call, user, session.totp_secret, code)
        call.service.challenges.remove(call.members.text("Session"))
        following = start_session(call, replace(session, is_set_up=True))
        return {"Status": "SUCCESS", "Session": following}
    user, _ = signed_in(call)
    _require_totp(call)
    _set_up(call, user, user.totp_pending, code)
    return {"Status": "SUCCESS"}


def _set_up(call: Call, user: User, secret: str | None, code: str) -> None:
    if secret is None:
        raise ApiError(
            "SoftwareTokenMFANotFoundException", "Software Token has not been associated."
        )
    try:
        set_up_authenticator_app(call.service, user, secret, code)
    except TotpRefused:
        raise ApiError(
            "EnableSoftwareTokenMFAException", "Code mismatch and fail enable Software Token MFA"
        ) from None


def _session(call: Call) -> ChallengeSession | None:
    """Return the session of a sign-in that sets up a factor; None for an access token."""
    token, session = (call.members.optional_text(name) for name in ("AccessToken", "Session"))
    if (token is None) == (session is None):
        raise ApiError(
            "InvalidParameterException", "Expected either AccessToken or Session, and not both."
        )
    if session is None:
        return None
    found = session_of(call, session)
    if found.challenge != MFA_SETUP or "SOFTWARE_TOKEN_MFA" not in found.choices:
        raise ApiError("NotAuthorizedException", "Invalid session for the user.")
    return found


def _require_totp(call: Call) -> None:
    settings = call.service.pool.factors
    if settings.mfa == "OFF" or "totp" not in settings.second:
        raise ApiError(
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA has not been enabled by the userPool.",
        )


def _set_preference(call: Call) -> dict[str, Any]:
    settings = _settings(call)
    user, _ = signed_in(call)
    _apply_preference(call, user, settings)
    return {}


def _admin_set_preference(call: Call) -> dict[str, Any]:
    settings = _settings(call)
    _apply_preference(call, call.user(), settings)
    return {}


def _settings(call: Call) -> dict[str, tuple[bool, bool]]:
    """Return whether each factor in the request shall be active, and preferred."""
    found = {}
    for factor, name in _MEMBERS.items():
        given = call.members.structure(name)
        if given is not None:
            found[factor] = given.flag("Enabled"), given.flag("PreferredMfa")
    return found


def _apply_preference(call: Call, user: User, settings: dict[str, tuple[bool, bool]]) -> None:
    preferred = [factor for factor, (_, is_preferred) in settings.items() if is_preferred]
    if len(preferred) > 1:
        raise ApiError("InvalidParameterException", "Only one MFA method can be preferred.")
    for factor, (is_enabled, is_preferred) in settings.items():
        if is_preferred and not is_enabled:
            raise ApiError(
                "InvalidParameterException", f"{_MEMBERS[factor]}: a preferred method is enabled."
            )
        if is_enabled:
            _require_delivery(call, user, factor)
    active = [one for one in user.active_factors if settings.get(one, (True, False))[0]]
    added = [one for one, (is_enabled, _) in settings.items() if is_enabled and one not in active]
    user.active_factors = active + added
    user.second_factors = [*dict.fromkeys([*user.second_factors, *added])]
    dropped = user.preferred_factor in settings and not settings[user.preferred_factor][1]
    kept = (
        "" if dropped or user.preferred_factor not in user.active_factors else user.preferred_factor
    )
    user.preferred_factor = preferred[0] if preferred else kept
    user.modified_at = call.service.now()


def _require_delivery(call: Call, user: User, factor: str) -> None:
    settings, name = call.service.pool.factors, SECOND_FACTORS[factor]
    if settings.mfa == "OFF" or factor not in settings.second:
        raise ApiError(
            "InvalidParameterException", f"{name} has not been enabled by the user pool."
        )
    has_app = user.totp_secret is not None or "totp" in user.second_factors
    is_ready = has_app if factor == "totp" else can_use(user, factor)
    if not is_ready:
        raise ApiError(
            "InvalidParameterException",
            f"User does not have delivery config set to turn on {name}",
        )


def _auth_factors(call: Call) -> dict[str, Any]:
    user, _ = signed_in(call)
    return {
        "Username": user.username,
        **mfa_settings(user),
        "ConfiguredUserAuthFactors": configured_factors(call.service.pool, user),
    }


PUBLIC = {
    "AssociateSoftwareToken": _associate,
    "VerifySoftwareToken": _verify,
    "SetUserMFAPreference": _set_preference,
    "GetUserAuthFactors": _auth_factors,
}
SIGNED = {"AdminSetUserMFAPreference": _admin_set_preference}
