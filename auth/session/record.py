"""The record of a session: its tokens, their checked claims, and the sign-in they come from."""

import json

from ..encoding import members
from ..encoding.strict_json import parse_object
from ..errors import MalformedResponse
from ..protocol.claims import IdTokenClaims
from ..protocol.id_token_claims import original_claims, restore_id_token_claims
from ..protocol.jose import split_jws

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import AuthConfig

VERSION = 1
"""The format of stored and sent records; records of other formats are not read."""


class SessionRecord:
    """The tokens of one signed-in person. Times are epoch seconds of this device's clock.

    Args:
        access_token: The latest access token.
        id_token: The latest ID token.
        refresh_token: The refresh token to use next, or None.
        received_at: When the access token arrived.
        expires_at: When the access token expires.
        started_at: When the person signed in.
        family: A random name for the sign-in, the same after each renewal.
        sequence: The number of renewals since the sign-in.
        claims: The claims of `id_token`, checked when it arrived.
        original: What renewed ID tokens are compared with; by default, from `claims`.
        app_state: The app's own value, from `sign_in`.
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
        original: "dict[str, object] | None" = None,
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
        self.original = original_claims(claims) if original is None else original
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
        """Return the record as JSON, for `parse_session_record`."""
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
                "original": self.original,
                "app_state": self.app_state,
            }
        )


def parse_session_record(document: str, config: "AuthConfig") -> SessionRecord:
    """Parse a record that was stored, or that another tab has sent.

    Args:
        document: JSON from `SessionRecord.to_json`, or anything else.
        config: Whose records are accepted.

    Returns:
        A record whose names and tokens are fit for headers and lock names.

    Raises:
        AuthError: It is not a record, or one of another format, issuer or client.
    """
    record = parse_object(document)
    if record.get("v") != VERSION:
        raise MalformedResponse(f"not a session record of format {VERSION}")
    id_token = members.string(record, "id_token")
    claims = restore_id_token_claims(
        split_jws(id_token).payload(), issuers=config.issuers, client_id=config.client_id
    )
    return SessionRecord(
        access_token=members.visible(record, "access_token"),
        id_token=id_token,
        refresh_token=members.optional_visible(record, "refresh_token"),
        received_at=members.number(record, "received_at"),
        expires_at=members.number(record, "expires_at"),
        started_at=members.number(record, "started_at"),
        family=members.visible(record, "family"),
        sequence=int(members.number(record, "sequence")),
        claims=claims,
        original=_original(record, claims),
        app_state=record.get("app_state"),
    )


def _original(record: "dict[str, object]", claims: IdTokenClaims) -> "dict[str, object] | None":
    value = record.get("original")
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("sub") != claims.sub:
        raise MalformedResponse("original is not of the same person")
    return {
        "sub": claims.sub,
        "nonce_hash": members.optional_string(value, "nonce_hash"),
        "auth_time": members.optional_number(value, "auth_time"),
        "iat": members.number(value, "iat"),
    }
