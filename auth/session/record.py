"""The record of a session: its tokens, its checked claims, and the sign-in it began with."""

import json

from ..encoding import members
from ..encoding.strict_json import parse_object
from ..encoding.url import is_visible_ascii
from ..errors import MalformedResponse
from ..protocol.id_token_claims import IdTokenClaims, restore_id_token_claims
from ..protocol.jose import split_jws

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import AuthConfig

VERSION = 1
"""The format that records are stored and sent in; a record of another format is not read."""


class SessionRecord:
    """The tokens of one signed-in person, and the claims that were checked when they came.

    Attributes:
        access_token: For calls to an API.
        id_token: What the claims were read from.
        refresh_token: For renewals; None if Cognito sent none.
        received_at: When the tokens came, in epoch seconds of this device.
        expires_at: When the access token expires, in epoch seconds of this device.
        started_at: When the person signed in, in epoch seconds of this device.
        family: The name of the session: random, drawn at the sign-in, kept by every renewal.
        sequence: The number of renewals since the sign-in.
        claims: Who the person is.
        app_state: What the app passed to `sign_in`.
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

    def is_same_session(self, other: "SessionRecord") -> bool:
        """Check whether `other` is a state of the same session of the same person."""
        return self.family == other.family and self.claims.sub == other.claims.sub

    def is_newer_than(self, other: "SessionRecord") -> bool:
        """Check whether this is a later state of the same session."""
        return self.is_same_session(other) and self.sequence > other.sequence

    def to_json(self) -> str:
        """Return the JSON that `parse_session_record` reads."""
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

    Returns:
        A record whose names and tokens are fit for headers and lock names.

    Raises:
        AuthError: It is not a record, or one of another format, issuer or client.
    """
    record = parse_object(text)
    if record.get("v") != VERSION:
        raise MalformedResponse("a session record of another format")
    id_token = members.string(record, "id_token")
    claims = restore_id_token_claims(
        split_jws(id_token).payload(), issuer=config.issuer, client_id=config.client_id
    )
    return SessionRecord(
        access_token=_visible(record, "access_token"),
        id_token=id_token,
        refresh_token=members.optional_string(record, "refresh_token"),
        received_at=members.number(record, "received_at"),
        expires_at=members.number(record, "expires_at"),
        started_at=members.number(record, "started_at"),
        family=_visible(record, "family"),
        sequence=int(members.number(record, "sequence")),
        claims=claims,
        app_state=record.get("app_state"),
    )


def _visible(record: "dict[str, object]", name: str) -> str:
    value = members.string(record, name)
    if not is_visible_ascii(value):
        raise MalformedResponse(f"{name}: got a character that is not visible ASCII")
    return value
