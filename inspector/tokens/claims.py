"""Compare the claims of two tokens, side by side."""

from auth.errors import AuthError
from auth.protocol.jose import split_jws
from inspector.recorder.redaction import hidden

TIMES = ("auth_time", "iat", "exp", "nbf")
UNSHOWN = ("nonce", "jti", "origin_jti", "event_id")
"""Claims that identify a sign-in: only their marks are shown."""


def claims_of(token: str | None) -> dict[str, object]:
    """Return the unverified claims of a token, or an empty dict if it cannot be parsed."""
    if token is None:
        return {}
    try:
        return split_jws(token).payload()
    except AuthError:
        return {}


def side_by_side(id_token: str | None, access_token: str) -> list[tuple[str, str, str]]:
    """Return the name of each claim with its values in the ID token and the access token."""
    left, right = claims_of(id_token), claims_of(access_token)
    names = list(dict.fromkeys([*left, *right]))
    shared = [name for name in names if name in left and name in right]
    alone = [name for name in names if name not in shared]
    return [(name, _text_of(left, name), _text_of(right, name)) for name in [*shared, *alone]]


def _text_of(claims: dict[str, object], name: str) -> str:
    return claim_text(name, claims[name]) if name in claims else ""


def claim_text(name: str, value: object) -> str:
    """Return a claim as it is shown."""
    if name in UNSHOWN:
        return hidden(str(value))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
