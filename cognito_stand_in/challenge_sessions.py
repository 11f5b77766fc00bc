"""Sessions between a challenge of the JSON API and its answer, of three minutes."""

from __future__ import annotations

from dataclasses import dataclass

CHALLENGE_SECONDS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeSession:
    """Who has to answer a challenge; `expires_at` is in epoch seconds."""

    username: str
    client_id: str
    expires_at: float
