"""Whether this machine's clock is right (RFC 9110 6.6.1: Date)."""

from server.doctor.finding import Diagnosis, Finding
from server.doctor.patient import Patient

CLOCK_IS_WRONG = Diagnosis(
    name="clock-is-wrong",
    cause="This machine's clock and Cognito's are apart: from half a minute on an API here refuses "
    "new tokens, from five minutes on a page here does.",
    sign="The Date of every answer is far from the time here.",
    cure="Let the operating system set its clock by the network.",
)

DIAGNOSES = (CLOCK_IS_WRONG,)

# What `AccessTokenVerifier` allows where nothing else is asked for.
TOLERATED_SECONDS = 30


async def check_clock(patient: Patient) -> Finding | None:
    """Find a clock that disagrees with everybody: one answer may be late, or out of a cache."""
    skews = patient.prober.skews
    if not skews:
        return None
    asked, skew = min(skews.items(), key=lambda one: abs(one[1]))
    if abs(skew) <= TOLERATED_SECONDS:
        return None
    side = "behind" if skew > 0 else "ahead"
    return CLOCK_IS_WRONG.found(f"By the answer to {asked}, this clock is {abs(skew):.0f} s {side}")
