"""NEW_PASSWORD_REQUIRED: replace a temporary password at the first sign-in (Cognito API)."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from ..challenge_sessions import CHALLENGE_SECONDS, ChallengeSession
from .attributes import checked_attributes, shown_attributes
from .call import check_secret_hash
from .protocol import ApiError

if TYPE_CHECKING:
    from ..pool import AppClient, User
    from .call import Call

NEW_PASSWORD = "NEW_PASSWORD_REQUIRED"
_ATTRIBUTE = "userAttributes."


def new_password_challenge(call: Call, client: AppClient, user: User) -> dict[str, Any]:
    """Return the challenge to choose a new password.

    Args:
        call: The request.
        client: The client that the user signs in to.
        user: The user, whose password is temporary.
    """
    service = call.service
    # Cognito's are encrypted data of about a kilobyte.
    session = secrets.token_urlsafe(600)
    now = service.now()
    expires_at = now + CHALLENGE_SECONDS
    service.challenges.sweep(now, lambda old: old.expires_at + CHALLENGE_SECONDS < now)
    service.challenges.put(
        session,
        ChallengeSession(username=user.username, client_id=client.client_id, expires_at=expires_at),
    )
    shown = {name: text for name, text in shown_attributes(user).items() if name != "sub"}
    parameters = {
        "USER_ID_FOR_SRP": user.username,
        "requiredAttributes": "[]",
        "userAttributes": json.dumps(shown),
    }
    return {"ChallengeName": NEW_PASSWORD, "Session": session, "ChallengeParameters": parameters}


def respond_to_challenge(call: Call, client: AppClient) -> User:
    """Return the user who has chosen a new password.

    Args:
        call: The request.
        client: The client that the request names.

    Raises:
        ApiError: the session, the name or a value is invalid.
        DirectoryError: the password is too weak.
    """
    members, service = call.members, call.service
    if members.text("ChallengeName") != NEW_PASSWORD:
        raise ApiError(
            "InvalidParameterException", f"ChallengeName: the stand-in has only {NEW_PASSWORD}."
        )
    answers = members.text_map("ChallengeResponses")
    username, password = answers.get("USERNAME"), answers.get("NEW_PASSWORD")
    if not username or not password:
        raise ApiError(
            "InvalidParameterException", "Missing required parameter USERNAME or NEW_PASSWORD"
        )
    user = _challenged(call, client, members.text("Session"), username)
    check_secret_hash(client, answers.get("SECRET_HASH"), [username, user.username, user.sub])
    changed = {
        name.removeprefix(_ATTRIBUTE): text
        for name, text in answers.items()
        if name.startswith(_ATTRIBUTE)
    }
    attributes = checked_attributes(changed)
    service.directory.set_password(user, password)
    user.attributes |= attributes
    user.modified_at = service.now()
    service.challenges.remove(members.text("Session"))
    return user


def _challenged(call: Call, client: AppClient, secret: str, username: str) -> User:
    service = call.service
    session = service.challenges.get(secret)
    user = call.find_user(username)
    if (
        session is None
        or user is None
        or session.username != user.username
        or session.client_id != client.client_id
        or not user.temporary_password
    ):
        raise ApiError("NotAuthorizedException", "Invalid session for the user.")
    if service.now() >= session.expires_at:
        raise ApiError(
            "NotAuthorizedException", "Invalid session for the user, session is expired."
        )
    if not user.enabled:
        raise ApiError("NotAuthorizedException", "User is disabled.")
    return user
