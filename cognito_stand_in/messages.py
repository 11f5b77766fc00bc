"""Messages that Cognito would have sent: codes and temporary passwords, and how long they last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Purpose = Literal[
    "confirm", "reset", "mfa", "sign-in", "verify-email", "verify-phone_number", "invite"
]

# How long a code lasts, in seconds, by its purpose.
CODE_SECONDS: dict[Purpose, int] = {
    "confirm": 86400,
    "reset": 3600,
    "mfa": 180,
    "sign-in": 180,
    "verify-email": 86400,
    "verify-phone_number": 86400,
    "invite": 7 * 86400,
}


@dataclass(slots=True, kw_only=True)
class Message:
    """A message that Cognito would have sent: a code, or a temporary password."""

    username: str
    purpose: Purpose
    code: str = field(repr=False)
    expires_at: float
