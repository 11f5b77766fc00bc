"""What only AWS can tell of a pool and its client (Cognito API: UserPoolClientType)."""

from server.doctor.finding import Diagnosis, Finding
from server.doctor.patient import Patient

NO_ROTATION = Diagnosis(
    name="no-rotation",
    cause="Refresh tokens do not rotate, so a stolen one works beside the person's own until it "
    "expires (RFC 9700 4.14.2).",
    sign="`RefreshTokenRotation` of the app client is not ENABLED.",
    cure="Enable rotation, with a grace period of some seconds.",
    advisory=True,
)
ROTATION_WITHOUT_GRACE = Diagnosis(
    name="rotation-without-grace",
    cause="A refresh token is dead as soon as it was used, so an answer that gets lost signs the "
    "person out.",
    sign="`RetryGracePeriodSeconds` is 0.",
    cure="Set a grace period of some seconds; 60 is the most.",
    advisory=True,
)
ACCESS_TOKENS_LIVE_LONG = Diagnosis(
    name="access-tokens-live-long",
    cause="An access token works until it expires, whatever was revoked in the meantime.",
    sign="`AccessTokenValidity` is more than an hour.",
    cure="Make it an hour or less; the page renews in time.",
    advisory=True,
)
REFRESH_TOKENS_LIVE_LONG = Diagnosis(
    name="refresh-tokens-live-long",
    cause="Whoever gets at a browser that was left signed in has that long.",
    sign="`RefreshTokenValidity` is more than 30 days.",
    cure="Make it as short as people can bear.",
    advisory=True,
)
CEILING_OUT_OF_REACH = Diagnosis(
    name="ceiling-out-of-reach",
    cause="`session_ceiling` never comes into force: refresh tokens end before it does.",
    sign="`session_ceiling` is longer than `RefreshTokenValidity`.",
    cure="Make one shorter or the other longer.",
    advisory=True,
)
NAMES_ARE_TOLD = Diagnosis(
    name="names-are-told",
    cause="The sign-in page tells strangers which names have an account.",
    sign="`PreventUserExistenceErrors` is not ENABLED.",
    cure="Set it to ENABLED.",
    advisory=True,
)
PASSWORDS_ARE_SHORT = Diagnosis(
    name="passwords-are-short",
    cause="People may choose passwords that are guessed soon (NIST SP 800-63B).",
    sign="`MinimumLength` of the pool's password policy is less than 8.",
    cure="Make it 8 at least; 12 is better, and needs no other rules.",
    advisory=True,
)

DIAGNOSES = (
    NO_ROTATION,
    ROTATION_WITHOUT_GRACE,
    ACCESS_TOKENS_LIVE_LONG,
    REFRESH_TOKENS_LIVE_LONG,
    CEILING_OUT_OF_REACH,
    NAMES_ARE_TOLD,
    PASSWORDS_ARE_SHORT,
)

_LEAST_LETTERS = 8
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
# Cognito's own reading of what is left out.
_DEFAULT_SECONDS = {"AccessToken": 3600, "RefreshToken": 30 * 86400}
_DEFAULT_UNITS = {"AccessToken": "hours", "RefreshToken": "days"}


async def check_rotation(patient: Patient) -> Finding | None:
    """Find refresh tokens that do not rotate, or do so without mercy."""
    if patient.described is None:
        return None
    rotation = patient.described.client.get("RefreshTokenRotation", {})
    if rotation.get("Feature") != "ENABLED":
        return NO_ROTATION.found(f"RefreshTokenRotation is {rotation or 'not set'}")
    grace = rotation.get("RetryGracePeriodSeconds", 0)
    return None if grace else ROTATION_WITHOUT_GRACE.found("RetryGracePeriodSeconds is 0")


async def check_access_token_lifetime(patient: Patient) -> Finding | None:
    """Find access tokens that outlive their revocation by much."""
    seconds = _lifetime(patient, "AccessToken")
    return None if seconds <= 3600 else ACCESS_TOKENS_LIVE_LONG.found(_living(seconds))


async def check_refresh_token_lifetime(patient: Patient) -> Finding | None:
    """Find sessions that last for months."""
    seconds = _lifetime(patient, "RefreshToken")
    return None if seconds <= 30 * 86400 else REFRESH_TOKENS_LIVE_LONG.found(_living(seconds))


async def check_ceiling(patient: Patient) -> Finding | None:
    """Find a limit of the app's own that is none."""
    ceiling, lifetime = patient.config.session_ceiling, _lifetime(patient, "RefreshToken")
    if patient.described is None or ceiling <= lifetime:
        return None
    return CEILING_OUT_OF_REACH.found(f"session_ceiling = {ceiling}; {_living(lifetime)}")


async def check_names(patient: Patient) -> Finding | None:
    """Find a sign-in page that answers differently for names that it knows."""
    if patient.described is None:
        return None
    setting = patient.described.client.get("PreventUserExistenceErrors", "not set")
    return None if setting == "ENABLED" else NAMES_ARE_TOLD.found(f"It is {setting}")


async def check_passwords(patient: Patient) -> Finding | None:
    """Find a pool that takes any password."""
    if patient.described is None:
        return None
    policy = patient.described.pool.get("Policies", {}).get("PasswordPolicy", {})
    least = policy.get("MinimumLength", _LEAST_LETTERS)
    return None if least >= _LEAST_LETTERS else PASSWORDS_ARE_SHORT.found(f"It is {least}")


def _lifetime(patient: Patient, kind: str) -> int:
    """Give how long tokens of this kind live, in seconds; 0 where nobody told."""
    if patient.described is None:
        return 0
    client = patient.described.client
    validity = client.get(f"{kind}Validity")
    if not validity:
        return _DEFAULT_SECONDS[kind]
    unit = client.get("TokenValidityUnits", {}).get(kind, _DEFAULT_UNITS[kind])
    return int(validity * _SECONDS[unit])


def _living(seconds: int) -> str:
    return f"They live {seconds} s"
