"""What the claims of a signed token must say (OIDC Core 3.1.3.7 and 12.2, Cognito's tokens).

Everything here is about tokens whose signature has been checked. `now` is epoch seconds.
"""

import hashlib

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
    TokenMalformed,
    TokenNotYetValid,
    TokenUseMismatch,
)

LEEWAY_SECONDS = 300
"""How far this device's clock may be off when an ID token arrives."""

_MAXIMUM_AGE_SECONDS = 86_400 + LEEWAY_SECONDS
_SUB_LIMIT = 255
_PRINTABLE = " " + VISIBLE


class Claims:
    """The claims of a token that passed every check; `sub` and `expires_at` always exist."""

    def __init__(self, members: "dict[str, object]") -> None:
        self._members = members

    def __repr__(self) -> str:
        return "<Claims>"

    @property
    def sub(self) -> str:
        """The person's identifier, unique within the issuer."""
        return self.string("sub")

    @property
    def expires_at(self) -> float:
        """When the token ends, in epoch seconds."""
        return number(self._members, "exp")

    @property
    def issued_at(self) -> float:
        """When the token was made, in epoch seconds of the issuer's clock."""
        return number(self._members, "iat")

    def get(self, name: str) -> object:
        """Give any claim as it stands in the token, or None."""
        return self._members.get(name)

    def string(self, name: str) -> str:
        """Give a claim that is a text; anything else counts as empty."""
        value = self._members.get(name)
        return value if isinstance(value, str) else ""

    def strings(self, name: str) -> "list[str]":
        """Give a claim that is a list of texts; anything else counts as empty."""
        value = self._members.get(name)
        items = value if isinstance(value, list) else []
        return [item for item in items if isinstance(item, str)]


class IdTokenClaims(Claims):
    """Who signed in."""

    @property
    def name(self) -> str:
        """The best name there is to show: full name, e-mail address, user name."""
        candidates = [self.string(name) for name in ("name", "email", "cognito:username", "sub")]
        return next(candidate for candidate in candidates if candidate)

    @property
    def groups(self) -> "list[str]":
        """The user pool groups the person is in."""
        return self.strings("cognito:groups")


def validate_id_token_claims(
    claims: "dict[str, object]",
    *,
    issuer: str,
    client_id: str,
    now: float,
    nonce: str,
    access_token: str,
    max_age: float | None = None,
) -> IdTokenClaims:
    """Check a fresh ID token's claims against the sign-in that asked for it.

    Raises the TokenInvalid that names the first claim that is wrong.
    """
    _check_identity(claims, issuer=issuer, client_id=client_id)
    if claims.get("nonce") != nonce:
        raise NonceMismatch("not the nonce that this sign-in sent")
    _check_access_token_hash(claims, access_token)
    _check_times(claims, now)
    _check_max_age(claims, max_age, now)
    return IdTokenClaims(claims)


def validate_refreshed_id_token_claims(
    claims: "dict[str, object]",
    *,
    issuer: str,
    client_id: str,
    previous: IdTokenClaims,
    access_token: str,
) -> IdTokenClaims:
    """Check the ID token of a renewal against the one before it (OIDC Core 12.2).

    The device's clock is not asked: it may have been set since, and the issuer's own times say
    whether the token is newer than the last.

    Raises the TokenInvalid that names the first claim that is wrong.
    """
    _check_identity(claims, issuer=issuer, client_id=client_id)
    if claims.get("sub") != previous.sub:
        raise SubjectMismatch("the renewed ID token speaks of somebody else")
    if claims.get("nonce") not in (None, previous.get("nonce")):
        raise NonceMismatch("not the nonce of the sign-in")
    if claims.get("auth_time", previous.get("auth_time")) != previous.get("auth_time"):
        raise AuthenticationTooOld("the renewed ID token has another auth_time")
    _check_access_token_hash(claims, access_token)
    if not previous.issued_at <= number(claims, "iat") < number(claims, "exp"):
        raise TokenExpired("older than the ID token before it")
    return IdTokenClaims(claims)


def restore_id_token_claims(
    claims: "dict[str, object]", *, issuer: str, client_id: str
) -> IdTokenClaims:
    """Read the claims of an ID token that was checked when it arrived and kept since.

    An ID token says who signed in; that it has expired by now takes nothing from that.
    Raises TokenInvalid.
    """
    _check_identity(claims, issuer=issuer, client_id=client_id)
    number(claims, "iat")
    number(claims, "exp")
    return IdTokenClaims(claims)


def number(claims: "dict[str, object]", name: str) -> float:
    """Return a claim that must be a time, in seconds. Raises TokenMalformed."""
    value = claims.get(name)
    if not is_time(value):
        raise TokenMalformed(f"{name} is not a time")
    return float(value)


def check_subject(claims: "dict[str, object]") -> None:
    """Require `sub` to be 1 to 255 printable ASCII characters (OIDC Core 2).

    Raises SubjectMismatch.
    """
    sub = claims.get("sub")
    if not isinstance(sub, str) or not 0 < len(sub) <= _SUB_LIMIT:
        raise SubjectMismatch("not a text of 1 to 255 characters")
    if not has_only(sub, _PRINTABLE):
        raise SubjectMismatch("not printable ASCII")


def _check_identity(claims: "dict[str, object]", *, issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise IssuerMismatch("not the configured issuer")
    if claims.get("token_use") != "id":
        raise TokenUseMismatch("not an ID token")
    audience = claims.get("aud")
    if audience not in (client_id, [client_id]):
        raise AudienceMismatch("meant for another client")
    if claims.get("azp", client_id) != client_id:
        raise AudienceMismatch("azp names another client")
    check_subject(claims)


def _check_access_token_hash(claims: "dict[str, object]", access_token: str) -> None:
    """Tie the access token to the ID token where the issuer lets us (OIDC Core 3.1.3.8)."""
    if "at_hash" not in claims:
        return
    digest = hashlib.sha256(access_token.encode()).digest()
    if claims["at_hash"] != base64url.encode(digest[:16]):
        raise AccessTokenHashMismatch("not the hash of the access token beside it")


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
        raise AuthenticationTooOld("no auth_time, though max_age was asked for")
    if number(claims, "auth_time") + max_age < now - LEEWAY_SECONDS:
        raise AuthenticationTooOld("signed in longer ago than was asked for")
