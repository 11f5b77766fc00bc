"""Choice-based sign-in: codes and passkeys instead of a password (Cognito API: USER_AUTH)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..challenge_sessions import CHALLENGE_SECONDS, ChallengeSession
from ..factors.codes import check_factor_code, send_factor_code
from ..factors.first import available_factors
from ..factors.passkey_checks import authenticate
from ..factors.passkeys import PasskeyRefused, request_options
from ..factors.settings import FIRST_FACTOR_CODES, PASSWORD, WEB_AUTHN
from ..step_up import METHODS, PASSWORD_METHOD, leading_to, passkey_method, target_level
from .protocol import ApiError
from .srp import password_verifier
from .steps import Progress, challenge, delivery_parameters, gone_on, next_step, start_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..pool import AppClient
    from .call import Call

SELECT = "SELECT_CHALLENGE"
PASSWORD_SRP = "PASSWORD_SRP"


def choose_factor(
    progress: Progress, preferred: str | None, answers: Mapping[str, str]
) -> dict[str, Any]:
    """Return the challenge of the preferred factor, or the choice.

    Args:
        progress: The sign-in.
        preferred: The name of a challenge, if the request has one.
        answers: The parameters of the request, which may answer the challenge already.
    """
    pool, user = progress.call.service.pool, progress.user
    factors = available_factors(pool, user)
    target = target_level(pool, user, progress.levels or ())
    if target is not None:
        factors = leading_to(pool, user, factors, target)
    if PASSWORD in factors:
        factors.insert(factors.index(PASSWORD) + 1, PASSWORD_SRP)
    if preferred not in factors:
        return {
            **challenge(progress, SELECT, {}, choices=tuple(factors)),
            "AvailableChallenges": factors,
        }
    return factor_challenge(progress, preferred, answers)


def factor_challenge(progress: Progress, name: str, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the challenge of a factor, or the next step if the request answers it already.

    Args:
        progress: The sign-in.
        name: `PASSWORD`, `PASSWORD_SRP`, `EMAIL_OTP`, `SMS_OTP` or `WEB_AUTHN`.
        answers: The parameters of the request.
    """
    service, user = progress.call.service, progress.user
    if name == PASSWORD_SRP and "SRP_A" in answers:
        return begin_proof(progress, answers)
    if name == PASSWORD and "PASSWORD" in answers:
        return check_password(progress, answers)
    if name == WEB_AUTHN and "CREDENTIAL" in answers:
        return check_passkey(progress, answers)
    parameters: dict[str, str] = {}
    if name in FIRST_FACTOR_CODES:
        service.directory.refuse_blocked(user)
        factor = FIRST_FACTOR_CODES[name]
        send_factor_code(service, user, factor, "sign-in")
        parameters = delivery_parameters(user, factor)
    if name == WEB_AUTHN:
        options = request_options(service, user, progress.client.client_id)
        parameters = {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(options)}
    return challenge(progress, name, parameters)


def unknown_user(call: Call, client: AppClient, username: str) -> dict[str, Any]:
    """Return the choice for a name that nobody has; no answer will be right.

    Args:
        call: The request.
        client: The client that the request names.
        username: The name.

    Raises:
        ApiError: the client does not hide which users exist.
    """
    if not client.prevent_user_existence_errors:
        raise ApiError("UserNotFoundException", "User does not exist.")
    session = ChallengeSession(
        username=username,
        client_id=client.client_id,
        challenge=SELECT,
        expires_at=call.service.now() + CHALLENGE_SECONDS,
        choices=(PASSWORD, PASSWORD_SRP),
    )
    return {
        "ChallengeName": SELECT,
        "Session": start_session(call, session),
        "ChallengeParameters": {},
        "AvailableChallenges": [PASSWORD, PASSWORD_SRP],
    }


def begin_proof(progress: Progress, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the challenge to prove a password.

    Raises:
        ApiError: `SRP_A` is invalid.
    """
    return password_verifier(
        progress.call,
        progress.client,
        progress.user,
        answers,
        amr=progress.amr,
        levels=progress.levels,
    )


def check_password(progress: Progress, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the next step after a password.

    Raises:
        DirectoryError: it is wrong, or the user may not sign in.
    """
    service = progress.call.service
    service.directory.authenticate(
        progress.user.username, answers.get("PASSWORD", ""), hide_existence=True
    )
    return next_step(gone_on(progress, PASSWORD_METHOD))


def check_code(progress: Progress, name: str, code: str) -> dict[str, Any]:
    """Return the next step after a one-time code.

    Raises:
        DirectoryError: it is wrong, old or used, or the user may not sign in.
    """
    factor = FIRST_FACTOR_CODES[name]
    check_factor_code(progress.call.service, progress.user, factor, code, "sign-in")
    return next_step(gone_on(progress, METHODS[factor]))


def check_passkey(progress: Progress, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the next step after a passkey.

    Raises:
        ApiError: a check fails.
        DirectoryError: the user may not sign in.
    """
    service, user = progress.call.service, progress.user
    try:
        credential = json.loads(answers.get("CREDENTIAL", ""))
    except (ValueError, RecursionError):
        credential = None
    if not isinstance(credential, dict):
        raise ApiError("InvalidParameterException", "CREDENTIAL: expected a JSON object.")
    try:
        passkey = authenticate(service, user, progress.client.client_id, credential)
    except PasskeyRefused as refused:
        raise ApiError("NotAuthorizedException", str(refused)) from None
    return next_step(gone_on(progress, passkey_method(passkey)))
