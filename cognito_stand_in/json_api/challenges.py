"""Answers to challenges (Cognito API: RespondToAuthChallenge)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..factors.codes import check_factor_code
from ..factors.second import activate
from ..factors.settings import FACTOR_OF, SECOND_FACTORS
from ..step_up import METHODS, PASSWORD_METHOD
from ..usernames import EMAIL
from .attributes import checked_attributes, refuse_verified
from .call import check_secret_hash, needed
from .first_factors import (
    PASSWORD_SRP,
    SELECT,
    begin_proof,
    check_code,
    check_passkey,
    check_password,
    factor_challenge,
)
from .protocol import ApiError
from .srp import VERIFIER, check_proof, password_verifier
from .steps import (
    MFA_SETUP,
    NEW_PASSWORD,
    SELECT_MFA,
    Progress,
    gone_on,
    next_step,
    second_factor_challenge,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..challenge_sessions import ChallengeSession
    from ..pool import AppClient
    from .call import Call

    Answers = Mapping[str, str]
    Handler = Callable[[Progress, ChallengeSession, Answers], dict[str, Any]]

_ATTRIBUTE = "userAttributes."
_ABSENT = {
    "ADMIN_NO_SRP_AUTH",
    "CUSTOM_CHALLENGE",
    "DEVICE_PASSWORD_VERIFIER",
    "DEVICE_SRP_AUTH",
}
# The answer to each challenge that is a code.
_CODES = {
    "EMAIL_OTP": "EMAIL_OTP_CODE",
    "SMS_OTP": "SMS_OTP_CODE",
    "SMS_MFA": "SMS_MFA_CODE",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
}


def respond_to_challenge(call: Call, client: AppClient) -> dict[str, Any]:
    """Return the next challenge, or the tokens, after an answer. Each session takes one.

    Args:
        call: The request.
        client: The client that the request names.

    Raises:
        ApiError: the session, the name or a value is invalid.
        DirectoryError: a password or code is refused.
    """
    members = call.members
    name, answers = members.text("ChallengeName"), members.text_map("ChallengeResponses")
    handler = _HANDLERS.get(name)
    if handler is None and name not in _ABSENT:
        known = ", ".join(sorted({*_HANDLERS, *_ABSENT}))
        raise members.refusal("ChallengeName", f"Member must satisfy enum value set: [{known}]")
    if handler is None:
        raise ApiError(
            "InvalidParameterException", f"{name}: the stand-in does not have this challenge."
        )
    secret = _session_secret(call, name, answers)
    session = _own_session(call, client, secret)
    username = needed(answers, "USERNAME")
    if username == session.username and call.find_user(username) is None:
        return _answer_to_nobody(call, client, name, answers)
    progress = _progress(call, client, session, username)
    user = progress.user
    check_secret_hash(client, answers.get("SECRET_HASH"), [username, user.username, user.sub])
    if name != session.challenge and name not in session.choices:
        raise _invalid_session()
    response = handler(progress, session, answers)
    # A refused answer leaves the session, so that people can correct a typing mistake.
    call.service.challenges.remove(secret)
    return response


def _session_secret(call: Call, name: str, answers: Answers) -> str:
    """Return what the session is stored under."""
    if name != VERIFIER:
        return call.members.text("Session")
    needed(answers, "PASSWORD_CLAIM_SIGNATURE")
    needed(answers, "TIMESTAMP")
    return needed(answers, "PASSWORD_CLAIM_SECRET_BLOCK")


def session_of(call: Call, secret: str) -> ChallengeSession:
    """Return the session of a sign-in.

    Raises:
        ApiError: there is none, or it has expired.
    """
    session = call.service.challenges.get(secret)
    if session is None:
        raise _invalid_session()
    if call.service.now() >= session.expires_at:
        raise ApiError(
            "NotAuthorizedException", "Invalid session for the user, session is expired."
        )
    return session


def _own_session(call: Call, client: AppClient, secret: str) -> ChallengeSession:
    session = session_of(call, secret)
    if session.client_id != client.client_id:
        raise _invalid_session()
    return session


def _answer_to_nobody(call: Call, client: AppClient, name: str, answers: Answers) -> dict[str, Any]:
    """Answer as if the user existed, and the password were wrong."""
    check_secret_hash(client, answers.get("SECRET_HASH"), [answers["USERNAME"]])
    if PASSWORD_SRP in {name, answers.get("ANSWER")}:
        return password_verifier(call, client, None, answers)
    raise ApiError("NotAuthorizedException", "Incorrect username or password.")


def _progress(call: Call, client: AppClient, session: ChallengeSession, username: str) -> Progress:
    user = call.find_user(username)
    if user is None or session.username != user.username:
        raise _invalid_session()
    if not user.enabled:
        raise ApiError("NotAuthorizedException", "User is disabled.")
    return Progress(call=call, client=client, user=user, amr=session.amr, levels=session.levels)


def _invalid_session() -> ApiError:
    return ApiError("NotAuthorizedException", "Invalid session for the user.")


def _new_password(
    progress: Progress, _session: ChallengeSession, answers: Answers
) -> dict[str, Any]:
    password, user = needed(answers, "NEW_PASSWORD"), progress.user
    if not user.temporary_password:
        raise _invalid_session()
    changed = {
        name.removeprefix(_ATTRIBUTE): text
        for name, text in answers.items()
        if name.startswith(_ATTRIBUTE)
    }
    refuse_verified(changed)
    attributes = checked_attributes(changed)
    progress.call.service.directory.set_password(user, password)
    user.attributes |= attributes
    return next_step(gone_on(progress, PASSWORD_METHOD))


def _select_mfa(progress: Progress, session: ChallengeSession, answers: Answers) -> dict[str, Any]:
    return second_factor_challenge(progress, _chosen(session, answers))


def _select(progress: Progress, session: ChallengeSession, answers: Answers) -> dict[str, Any]:
    return factor_challenge(progress, _chosen(session, answers), answers)


def _chosen(session: ChallengeSession, answers: Answers) -> str:
    name = needed(answers, "ANSWER")
    if name not in session.choices:
        raise ApiError(
            "InvalidParameterException",
            f"ANSWER: got {name}, expected one of {', '.join(session.choices)}.",
        )
    return name


def _second_factor(
    progress: Progress, session: ChallengeSession, answers: Answers
) -> dict[str, Any]:
    name = session.challenge
    factor = FACTOR_OF[name]
    code = needed(answers, _CODES[name])
    check_factor_code(progress.call.service, progress.user, factor, code)
    return next_step(gone_on(progress, METHODS[factor]))


def _code(progress: Progress, session: ChallengeSession, answers: Answers) -> dict[str, Any]:
    name = progress.call.members.text("ChallengeName")
    if session.challenge == name and PASSWORD_METHOD in session.amr:
        return _second_factor(progress, session, answers)
    if session.challenge == SELECT:
        return factor_challenge(progress, name, answers)
    return check_code(progress, name, needed(answers, _CODES[name]))


def _password(progress: Progress, _session: ChallengeSession, answers: Answers) -> dict[str, Any]:
    needed(answers, "PASSWORD")
    return check_password(progress, answers)


def _begin_srp(progress: Progress, _session: ChallengeSession, answers: Answers) -> dict[str, Any]:
    return begin_proof(progress, answers)


def _passkey(progress: Progress, _session: ChallengeSession, answers: Answers) -> dict[str, Any]:
    needed(answers, "CREDENTIAL")
    return check_passkey(progress, answers)


def _setup(progress: Progress, session: ChallengeSession, answers: Answers) -> dict[str, Any]:
    user, email = progress.user, answers.get("EMAIL") or answers.get("email")
    service = progress.call.service
    if session.is_set_up:
        activate(user, "totp", service.now())
        if service.switches.mfa_setup_asks_again:
            return second_factor_challenge(progress, SECOND_FACTORS["totp"])
        return next_step(gone_on(progress, METHODS["totp"]))
    if email is None or SECOND_FACTORS["email"] not in session.choices:
        raise ApiError(
            "InvalidParameterException",
            "The session has not set up a second factor: use the one that VerifySoftwareToken "
            "returns.",
        )
    if not EMAIL.fullmatch(email):
        raise ApiError("InvalidParameterException", "Invalid email address format.")
    user.attributes |= {"email": email, "email_verified": "false"}
    activate(user, "email", service.now())
    return second_factor_challenge(progress, SECOND_FACTORS["email"])


_HANDLERS: dict[str, Handler] = {
    NEW_PASSWORD: _new_password,
    SELECT_MFA: _select_mfa,
    MFA_SETUP: _setup,
    SELECT: _select,
    "PASSWORD": _password,
    PASSWORD_SRP: _begin_srp,
    VERIFIER: check_proof,
    "WEB_AUTHN": _passkey,
    "EMAIL_OTP": _code,
    "SMS_OTP": _code,
    "SMS_MFA": _second_factor,
    "SOFTWARE_TOKEN_MFA": _second_factor,
}
