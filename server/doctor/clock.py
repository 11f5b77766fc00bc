"""Check of this machine's clock (RFC 9110 6.6.1: Date)."""

from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.doctor.target import Target

# The default of `AccessTokenVerifier`.
TOLERATED_SECONDS = 30


async def check_clock(target: Target) -> Finding | None:
    """Check the clock against all answers, because one may be late or come from a cache."""
    skews = target.prober.skews
    if not skews:
        return None
    asked, skew = min(skews.items(), key=lambda one: abs(one[1]))
    if abs(skew) <= TOLERATED_SECONDS:
        return None
    side = "behind" if skew > 0 else "ahead"
    return found(
        "clock-is-wrong", f"By the answer to {asked}, this clock is {abs(skew):.0f} s {side}"
    )
