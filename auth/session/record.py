"""What is known of a signed-in person: tokens, checked claims, and the sign-in they go back to."""

import json

from ..encoding import members
from ..encoding.strict_json import parse_object
from ..errors import MalformedResponse
from ..protocol.id_token_claims import IdTokenClaims, restore_id_token_claims
from ..protocol.jose import split_jws

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import AuthConfig

VERSION = 1
"""The format that records are stored and passed on in; one of another format is not read."""


class SessionRecord:
    """The tokens of one signed-in person, and the claims that were checked when they came.

    `expires_at`, when the access token ends, `received_at`, when it came, and `started_at`, when
    the person signed in, are epoch seconds of this device's clock. `family` names the sign-in that
    all of this goes back to, and `sequence` counts its renewals; `app_state` is what the app gave
    to `sign_in`.
    """

    def __init__(
        self,
        *,
        access_token: str,
        id_token: str,
        refresh_token: str | None,
        received_at: float,
        expires_at: float,
        started_at: float,
        family: str,
        sequence: int,
        claims: IdTokenClaims,
        app_state: object = None,
    ) -> None:
        self.access_token = access_token
        self.id_token = id_token
        self.refresh_token = refresh_token
        self.received_at = received_at
        self.expires_at = expires_at
        self.started_at = started_at
        self.family = family
        self.sequence = sequence
        self.claims = claims
        self.app_state = app_state

    def __repr__(self) -> str:
        return "<SessionRecord>"

    def is_newer_than(self, other: "SessionRecord") -> bool:
        """Return whether this is a later state of the same sign-in."""
        return self.family == other.family and self.sequence > other.sequence

    def to_json(self) -> str:
        """Return the text that `parse_session_record` reads."""
        return json.dumps(
            {
                "v": VERSION,
                "access_token": self.access_token,
                "id_token": self.id_token,
                "refresh_token": self.refresh_token,
                "received_at": self.received_at,
                "expires_at": self.expires_at,
                "started_at": self.started_at,
                "family": self.family,
                "sequence": self.sequence,
                "app_state": self.app_state,
            }
        )


def parse_session_record(text: str, config: "AuthConfig") -> SessionRecord:
    """Read a record that was stored, or that another tab has sent.

    Args:
        text: JSON from `SessionRecord.to_json`, or anything else.
        config: Whose records are accepted.

    Raises:
        AuthError: It is not a record, of another format, or of another issuer or client.
    """
    record = parse_object(text)
    if record.get("v") != VERSION:
        raise MalformedResponse("a session record of another format")
    id_token = members.string(record, "id_token")
    claims = restore_id_token_claims(
        split_jws(id_token).payload(), issuer=config.issuer, client_id=config.client_id
    )
    return SessionRecord(
        access_token=members.string(record, "access_token"),
        id_token=id_token,
        refresh_token=members.optional_string(record, "refresh_token"),
        received_at=members.number(record, "received_at"),
        expires_at=members.number(record, "expires_at"),
        started_at=members.number(record, "started_at"),
        family=members.string(record, "family"),
        sequence=int(members.number(record, "sequence")),
        claims=claims,
        app_state=record.get("app_state"),
    )
