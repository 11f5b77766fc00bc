"""Check the claims of tokens whose signature has been checked (OIDC Core 3.1.3.7 and 12.2).

docs/internals/session.md has a table of what each claim is compared with. Times are in epoch
seconds.
"""

import hashlib
import json

from ..encoding import base64url
from ..encoding.characters import VISIBLE, has_only
from ..encoding.members import is_time
from ..errors import (
    AccessTokenHashMismatch,
    AudienceMismatch,
    AuthenticationTooOld,
    IssuerMismatch,
    NonceMismatch,
    SubjectMismatch,
    TokenExpired,
    TokenNotYetValid,
    TokenUseMismatch,
)
from .claims import IdTokenClaims, number

__all__ = ["validate_id_token_claims"]

LEEWAY_SECONDS = 300
"""How far two clocks may differ: this device's and Cognito's, or those of two Cognito servers."""

_MAXIMUM_AGE_SECONDS = 86_400 + LEEWAY_SECONDS
_SUB_LIMIT = 255
_PRINTABLE = " " + VISIBLE


def validate_id_token_claims(
    claims: "dict[str, object]",
    *,
    issuers: "tuple[str, ...]",
    client_id: str,
    now: float,
    nonce: str,
    access_token: str,
    max_age: float | None = None,
) -> IdTokenClaims:
    """Check the claims of an ID token against the sign-in that asked for it (OIDC Core 3.1.3.7).

    Args:
        claims: The claims; the signature has been checked.
        issuers: The accepted values of `iss`.
        client_id: The app client's id.
        now: This device's time.
        nonce: The nonce that the sign-in sent.
        access_token: The access token in the same response.
        max_age: How many seconds ago the person may have signed in at most, or None.

    Raises:
        TokenInvalid: A claim is wrong; the class names the first one.
    """
    _check_identity(claims, issuers=issuers, client_id=client_id)
    if claims.get("nonce") != nonce:
        raise NonceMismatch("not the nonce that this sign-in sent")
    _check_access_token_hash(claims, access_token)
    _check_times(claims, now)
    _check_max_age(claims, max_age, now)
    return IdTokenClaims(claims)


def validate_refreshed_id_token_claims(
    claims: "dict[str, object]",
    *,
    issuers: "tuple[str, ...]",
    client_id: str,
    original: "dict[str, object]",
    access_token: str,
) -> IdTokenClaims:
    """Check the claims of a renewed ID token against the sign-in (OIDC Core 12.2).

    The device's clock is not used: it may have been set since. The token may also be a little older
    than the last one, because it may come from another server with another clock.

    Args:
        claims: The claims; the signature has been checked.
        issuers: The accepted values of `iss`.
        client_id: The app client's id.
        original: What `original_claims` returned at the sign-in.
        access_token: The access token in the same response.

    Raises:
        TokenInvalid: A claim is wrong; the class names the first one.
    """
    _check_identity(claims, issuers=issuers, client_id=client_id)
    if claims.get("sub") != original.get("sub"):
        raise SubjectMismatch("the renewed ID token is for another person than the sign-in")
    nonce, auth_time = claims.get("nonce"), claims.get("auth_time")
    if nonce is not None and original.get("nonce_hash") not in (None, _hash(nonce)):
        raise NonceMismatch("not the nonce of the sign-in")
    if auth_time is not None and original.get("auth_time") not in (None, auth_time):
        raise AuthenticationTooOld("not the auth_time of the sign-in")
    _check_access_token_hash(claims, access_token)
    issued_at, signed_in_at = number(claims, "iat"), number(original, "iat")
    if issued_at < signed_in_at - LEEWAY_SECONDS:
        raise TokenExpired("the renewed ID token was issued before the sign-in")
    if number(claims, "exp") <= issued_at:
        raise TokenExpired("exp is not after iat")
    return IdTokenClaims(claims)


def original_claims(claims: IdTokenClaims) -> "dict[str, object]":
    """Return what renewed ID tokens are compared with, to be stored: of `nonce`, only a hash."""
    nonce, auth_time = claims.get("nonce"), claims.get("auth_time")
    return {
        "sub": claims.sub,
        "nonce_hash": None if nonce is None else _hash(nonce),
        "auth_time": auth_time if is_time(auth_time) else None,
        "iat": claims.get("iat"),
    }


def restore_id_token_claims(
    claims: "dict[str, object]", *, issuers: "tuple[str, ...]", client_id: str
) -> IdTokenClaims:
    """Check the claims of an ID token that was fully checked when it arrived, and stored since.

    An expired token is accepted: it still names the person who signed in.

    Args:
        claims: The claims.
        issuers: The accepted values of `iss`.
        client_id: The app client's id.

    Raises:
        TokenInvalid: The token is for another pool or client, or malformed.
    """
    _check_identity(claims, issuers=issuers, client_id=client_id)
    number(claims, "iat")
    number(claims, "exp")
    return IdTokenClaims(claims)


def check_subject(claims: "dict[str, object]") -> None:
    """Check that `sub` is 1 to 255 printable ASCII characters (OIDC Core 2).

    Raises:
        SubjectMismatch: It is anything else.
    """
    sub = claims.get("sub")
    if not isinstance(sub, str) or not 0 < len(sub) <= _SUB_LIMIT:
        raise SubjectMismatch("not a string of 1 to 255 characters")
    if not has_only(sub, _PRINTABLE):
        raise SubjectMismatch("not printable ASCII")


def _check_identity(
    claims: "dict[str, object]", *, issuers: "tuple[str, ...]", client_id: str
) -> None:
    if claims.get("iss") not in issuers:
        raise IssuerMismatch("not a configured issuer")
    if claims.get("token_use") != "id":
        raise TokenUseMismatch("not an ID token")
    audience = claims.get("aud")
    if audience not in (client_id, [client_id]):
        raise AudienceMismatch("not this app client")
    if claims.get("azp", client_id) != client_id:
        raise AudienceMismatch("azp is not this app client")
    check_subject(claims)


def _hash(value: object) -> str:
    return base64url.encode(hashlib.sha256(json.dumps(value).encode()).digest())


def _check_access_token_hash(claims: "dict[str, object]", access_token: str) -> None:
    """Check that the access token belongs to the ID token, if `at_hash` is there (3.1.3.8)."""
    if "at_hash" not in claims:
        return
    digest = hashlib.sha256(access_token.encode()).digest()
    if claims["at_hash"] != base64url.encode(digest[:16]):
        raise AccessTokenHashMismatch("not the hash of the access token in the same response")


def _check_times(claims: "dict[str, object]", now: float) -> None:
    issued_at, expires_at = number(claims, "iat"), number(claims, "exp")
    not_before = number(claims, "nbf") if "nbf" in claims else issued_at
    if max(issued_at, not_before) > now + LEEWAY_SECONDS:
        raise TokenNotYetValid("issued in the future; is this device's clock right?")
    if expires_at <= now - LEEWAY_SECONDS or issued_at < now - _MAXIMUM_AGE_SECONDS:
        raise TokenExpired("expired on arrival; is this device's clock right?")


def _check_max_age(claims: "dict[str, object]", max_age: float | None, now: float) -> None:
    if max_age is None:
        return
    if "auth_time" not in claims:
        raise AuthenticationTooOld("no auth_time, although max_age was requested")
    if number(claims, "auth_time") + max_age < now - LEEWAY_SECONDS:
        raise AuthenticationTooOld("the person signed in longer ago than max_age allows")
