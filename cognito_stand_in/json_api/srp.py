"""Sign in with SRP: USER_SRP_AUTH and the challenges PASSWORD_SRP and PASSWORD_VERIFIER."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from typing import TYPE_CHECKING, Any

from ..challenge_sessions import CHALLENGE_SECONDS, ChallengeSession
from ..directory_errors import TemporaryPassword
from ..factors.srp import N, Verifier, begin, make_verifier, signature, verifier_of
from ..step_up import PASSWORD_METHOD
from .protocol import ApiError
from .steps import Progress, gone_on, new_password_challenge, next_step, start_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..pool import AppClient, User
    from .call import Call

VERIFIER = "PASSWORD_VERIFIER"
_HEX = re.compile(r"[0-9a-fA-F]{1,1024}")


def password_verifier(
    call: Call,
    client: AppClient,
    user: User | None,
    parameters: Mapping[str, str],
    *,
    amr: tuple[str, ...] = (),
    levels: tuple[int, ...] | None = None,
) -> dict[str, Any]:
    """Return the challenge to prove a password. Unknown users get one, too.

    Args:
        call: The request.
        client: The client that the request names.
        user: Who signs in; None if nobody has the name.
        parameters: `USERNAME` and `SRP_A`.
        amr: The methods that the user has signed in with so far.
        levels: The requested levels; None if none were requested.

    Raises:
        ApiError: `SRP_A` is invalid, or the client does not hide that a user is unknown.
    """
    public = _client_public(parameters.get("SRP_A", ""))
    if user is None and not client.prevent_user_existence_errors:
        raise ApiError("UserNotFoundException", "User does not exist.")
    name = parameters["USERNAME"] if user is None else user.username
    exchange = begin(_verifier(call, user, name), public)
    # The state is under the secret block, because clients do not send a session here.
    block = base64.b64encode(secrets.token_bytes(900)).decode()
    session = ChallengeSession(
        username=name,
        client_id=client.client_id,
        challenge=VERIFIER,
        expires_at=call.service.now() + CHALLENGE_SECONDS,
        amr=amr,
        levels=levels,
        srp=exchange,
    )
    start_session(call, session, block)
    parameters = {
        "USERNAME": name,
        "USER_ID_FOR_SRP": name,
        "SALT": f"{exchange.verifier.salt:x}",
        "SRP_B": f"{exchange.public:x}",
        "SECRET_BLOCK": block,
    }
    return {"ChallengeName": VERIFIER, "ChallengeParameters": parameters}


def check_proof(
    progress: Progress, session: ChallengeSession, answers: Mapping[str, str]
) -> dict[str, Any]:
    """Return the next step after a proof of the password.

    Args:
        progress: The sign-in.
        session: The session under the secret block.
        answers: The responses of the challenge.

    Raises:
        ApiError: the proof is wrong.
        DirectoryError: the account is locked, or the user may not sign in.
    """
    service, user = progress.call.service, progress.user
    attempts = service.directory.attempts
    attempts.check_sign_in(user.username, service.now())
    if session.srp is None or not _is_right(progress, session, answers):
        attempts.record_failure(user.username, service.now())
        raise ApiError("NotAuthorizedException", "Incorrect username or password.")
    try:
        service.directory.refuse_blocked(user)
    except TemporaryPassword:
        return new_password_challenge(progress)
    return next_step(gone_on(progress, PASSWORD_METHOD))


def _is_right(progress: Progress, session: ChallengeSession, answers: Mapping[str, str]) -> bool:
    if session.srp is None or progress.user.password_hash is None:
        return False
    expected = signature(
        session.srp,
        progress.call.service.pool.pool_id,
        progress.user.username,
        answers["PASSWORD_CLAIM_SECRET_BLOCK"],
        answers["TIMESTAMP"],
    )
    given = answers["PASSWORD_CLAIM_SIGNATURE"].encode("utf-8", "replace")
    return hmac.compare_digest(expected.encode(), given)


def _client_public(text: str) -> int:
    public = int(text, 16) if _HEX.fullmatch(text) else 0
    if public % N == 0:
        # RFC 5054 section 2.5.4: otherwise anybody could prove any password.
        raise ApiError("InvalidParameterException", "SRP_A: expected a hexadecimal number.")
    return public


def _verifier(call: Call, user: User | None, name: str) -> Verifier:
    pool_id = call.service.pool.pool_id
    found = None if user is None else verifier_of(pool_id, user)
    return found or make_verifier(pool_id, name, secrets.token_urlsafe(32))
