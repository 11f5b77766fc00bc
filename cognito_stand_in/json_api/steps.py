"""The next step of a sign-in: a challenge, or the tokens (Cognito API: ChallengeNameType)."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..challenge_sessions import CHALLENGE_SECONDS, ChallengeSession
from ..factors.codes import send_factor_code
from ..factors.second import ADDRESSES, needs_setup
from ..factors.settings import FACTOR_OF, SECOND_FACTORS
from ..step_up import PASSWORD_METHOD, missing_factors, with_method
from .attributes import shown_attributes
from .delivery import attribute_details
from .issued_tokens import first_tokens

if TYPE_CHECKING:
    from ..pool import AppClient, User
    from .call import Call

NEW_PASSWORD = "NEW_PASSWORD_REQUIRED"
SELECT_MFA = "SELECT_MFA_TYPE"
MFA_SETUP = "MFA_SETUP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A sign-in that is under way: the request, who signs in where, and what has been given."""

    call: Call
    client: AppClient
    user: User
    amr: tuple[str, ...] = ()
    levels: tuple[int, ...] | None = None


def gone_on(progress: Progress, method: str) -> Progress:
    """Return a sign-in with one more method."""
    return replace(progress, amr=with_method(progress.amr, method))


def next_step(progress: Progress) -> dict[str, Any]:
    """Return the tokens, or the challenge for what is missing after the first factor.

    Args:
        progress: The sign-in.
    """
    pool, user = progress.call.service.pool, progress.user
    factors = missing_factors(pool, user, progress.amr, progress.levels or ())
    names = tuple(SECOND_FACTORS[one] for one in factors)
    if len(names) > 1:
        return _select(progress, names)
    if names:
        return second_factor_challenge(progress, names[0])
    if progress.amr == (PASSWORD_METHOD,) and needs_setup(pool, user):
        return _setup(progress)
    return finished(progress)


def finished(progress: Progress) -> dict[str, Any]:
    """Return the response with tokens."""
    tokens = first_tokens(
        progress.call,
        progress.client,
        progress.user,
        progress.amr,
        has_level=progress.levels is not None,
    )
    return {"ChallengeParameters": {}, "AuthenticationResult": tokens}


def challenge(
    progress: Progress,
    name: str,
    parameters: dict[str, str],
    **details: Any,  # noqa: ANN401
) -> dict[str, Any]:
    """Return a challenge with a new session.

    Args:
        progress: The sign-in.
        name: The name of the challenge.
        parameters: What the client has to know.
        details: More values of the session.
    """
    session = start_session(
        progress.call,
        ChallengeSession(
            username=progress.user.username,
            client_id=progress.client.client_id,
            challenge=name,
            expires_at=progress.call.service.now() + CHALLENGE_SECONDS,
            amr=progress.amr,
            levels=progress.levels,
            **details,
        ),
    )
    return {"ChallengeName": name, "Session": session, "ChallengeParameters": parameters}


def start_session(call: Call, session: ChallengeSession, secret: str | None = None) -> str:
    """Store a session, and return its secret; a random one by default."""
    # Cognito's are encrypted data of about a kilobyte.
    secret = secret or secrets.token_urlsafe(600)
    store, now = call.service.challenges, call.service.now()
    store.sweep(now, lambda old: old.expires_at + CHALLENGE_SECONDS < now)
    store.put(secret, session)
    return secret


def new_password_challenge(progress: Progress) -> dict[str, Any]:
    """Return the challenge to replace a temporary password."""
    user = progress.user
    shown = {name: text for name, text in shown_attributes(user).items() if name != "sub"}
    parameters = {
        "USER_ID_FOR_SRP": user.username,
        "requiredAttributes": "[]",
        "userAttributes": json.dumps(shown),
    }
    return challenge(progress, NEW_PASSWORD, parameters)


def second_factor_challenge(progress: Progress, name: str) -> dict[str, Any]:
    """Return the challenge for a second factor, after sending its code."""
    user, factor = progress.user, FACTOR_OF[name]
    parameters = {"USER_ID_FOR_SRP": user.username}
    send_factor_code(progress.call.service, user, factor)
    return challenge(progress, name, parameters | delivery_parameters(user, factor))


def delivery_parameters(user: User, factor: str) -> dict[str, str]:
    """Return where the code of a factor was sent."""
    if factor == "totp":
        return {}
    name = ADDRESSES[factor]
    details = attribute_details(name, user.attributes[name])
    return {
        "CODE_DELIVERY_DELIVERY_MEDIUM": details["DeliveryMedium"],
        "CODE_DELIVERY_DESTINATION": details["Destination"],
    }


def _select(progress: Progress, names: tuple[str, ...]) -> dict[str, Any]:
    parameters = {
        "USER_ID_FOR_SRP": progress.user.username,
        "MFAS_CAN_CHOOSE": json.dumps(names),
    }
    return challenge(progress, SELECT_MFA, parameters, choices=names)


def _setup(progress: Progress) -> dict[str, Any]:
    pool = progress.call.service.pool
    # For SMS the app has to add a phone number by another operation.
    names = tuple(SECOND_FACTORS[one] for one in pool.factors.second if one != "sms")
    parameters = {
        "USER_ID_FOR_SRP": progress.user.username,
        "MFAS_CAN_SETUP": json.dumps(names),
    }
    return challenge(progress, MFA_SETUP, parameters, choices=names)
