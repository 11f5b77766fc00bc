"""Decide whether a step-up is worth a sign-in, so that no demand leads to a loop (RFC 9470 4).

A sign-in may fail to satisfy an API: Cognito may return a lower level, clocks may differ, or the
person goes back. So the last one is noted in sessionStorage, when it begins and when it returns.
"""

from ..encoding.characters import parse_digits
from ..errors import StepUpRequired, StorageUnavailable
from ..protocol.acr import lowest_requested
from ..session.namespace import namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import AuthConfig
    from ..ports import Runtime
    from ..protocol.authorization import Transaction

PREFIX = "cognito.step_up."

PAUSE_SECONDS = 60
"""How long after a step-up only a higher level is worth another one."""


def note_step_up(config: "AuthConfig", runtime: "Runtime", transaction: "Transaction") -> None:
    """Record that a step-up begins or returns now; a sign-in does not fail because of this."""
    level = lowest_requested(transaction.acr_values or "", config.acr_levels) or 0
    try:
        runtime.storage.set(PREFIX + namespace(config), f"{int(runtime.clock.now())} {level}")
    except StorageUnavailable:
        pass


def require_fulfillable(config: "AuthConfig", runtime: "Runtime", demand: StepUpRequired) -> None:
    """Raise StepUpRequired with the reason if another sign-in would not fulfil `demand`."""
    level = lowest_requested(demand.acr_values, config.acr_levels)
    if demand.acr_values and level is None:
        raise _unfulfillable(demand, "demands a level that is not in acr_levels: compare the lists")
    if not _is_new(config, runtime, level or 0):
        raise _unfulfillable(
            demand, "still demands more after a sign-in for it: see docs/trouble.md"
        )


def _unfulfillable(demand: StepUpRequired, reason: str) -> StepUpRequired:
    return StepUpRequired(
        max_age=demand.max_age, acr_values=demand.acr_values, message="the API " + reason
    )


def _is_new(config: "AuthConfig", runtime: "Runtime", level: int) -> bool:
    """Check whether no step-up to that level or a higher one has begun or returned just now."""
    noted = runtime.storage.get(PREFIX + namespace(config)) or ""
    at, _, tried = noted.partition(" ")
    began, tried_level = parse_digits(at, at_most=12), parse_digits(tried, at_most=2)
    if began is None or tried_level is None:
        return True
    return level > tried_level or abs(runtime.clock.now() - began) >= PAUSE_SECONDS
