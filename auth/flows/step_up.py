"""Decide whether a step-up is worth a sign-in, so that no demand leads to a loop (RFC 9470 4).

A sign-in may fail to satisfy an API: Cognito may return a lower level, clocks may differ, or the
person goes back. So the last one is noted in sessionStorage, when it begins and when it returns.
"""

from ..encoding.characters import parse_digits
from ..errors import StorageUnavailable
from ..protocol.acr import lowest_requested
from ..session.namespace import namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import AuthConfig
    from ..errors import StepUpRequired
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


def is_worth_a_sign_in(config: "AuthConfig", runtime: "Runtime", demand: "StepUpRequired") -> bool:
    """Return whether a sign-in may fulfil `demand`: a known level, and not just tried."""
    level = lowest_requested(demand.acr_values, config.acr_levels)
    if demand.acr_values and level is None:
        return False
    noted = runtime.storage.get(PREFIX + namespace(config)) or ""
    at, _, tried = noted.partition(" ")
    began, tried_level = parse_digits(at, at_most=12), parse_digits(tried, at_most=2)
    if began is None or tried_level is None:
        return True
    is_past = abs(runtime.clock.now() - began) >= PAUSE_SECONDS
    return is_past or (level or 0) > tried_level
