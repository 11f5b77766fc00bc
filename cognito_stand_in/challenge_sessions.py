"""Sessions between a challenge of the JSON API and its answer, of three minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .factors.srp import Exchange

CHALLENGE_SECONDS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeSession:
    """A sign-in that waits for an answer.

    Attributes:
        username: Who signs in. There may be no such user, which the answers hide.
        client_id: The client that the user signs in to.
        challenge: The name of the challenge.
        expires_at: When the session ends, in epoch seconds.
        amr: The methods that the user has signed in with so far (RFC 8176).
        choices: The challenges that the user may choose from.
        levels: The requested levels; None if none were requested.
        totp_secret: The secret of an authenticator app that is being set up.
        is_set_up: Whether that app has shown a right code.
        srp: The proof of a password that has begun.
    """

    username: str
    client_id: str
    challenge: str
    expires_at: float
    amr: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    levels: tuple[int, ...] | None = None
    totp_secret: str | None = field(default=None, repr=False)
    is_set_up: bool = False
    srp: Exchange | None = None
