"""`Authorization: Bearer`, read and judged (RFC 6750 2.1 and 3): the rule, without a framework.

What is answered is constant, whatever was wrong with the token and however it was wrong.
"""

import hashlib
import logging
import re
from collections.abc import Iterable
from typing import Protocol

from ..errors import ConfigurationError, TokenInvalid, TransportFailed
from .access_token_claims import AccessTokenClaims
from .settings import checked_groups, checked_realm, checked_scopes

LONGEST_TOKEN = 8192
"""In bytes: what is longer is no token, and is not looked at."""

RETRY_AFTER_SECONDS = 10
_BEARER = re.compile(rb"bearer(?: .*)?", re.DOTALL | re.IGNORECASE)
_CREDENTIALS = re.compile(rb"[^ ]+ +([^\x00-\x20,\x7f]+)")

_log = logging.getLogger(__name__)


class Verifier(Protocol):
    """What checks a token: an `AccessTokenVerifier`, or something around one."""

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Give the token's claims. Raises TokenInvalid or TransportFailed."""


class Refusal(Exception):
    """Why a request is not let through: `status`, `error` code, and `headers` for the answer."""

    def __init__(self, status: int, error: str, headers: dict[str, str]) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.headers = {**headers, "Cache-Control": "no-store"}


class BearerPolicy:
    """Who is let in: callers with a valid access token, all of `scopes`, and one of `groups`.

    `realm` names the protected area in challenges.

    Raises:
        ConfigurationError: a setting that cannot be meant, such as a text in place of a list.
    """

    def __init__(
        self,
        *,
        verifier: Verifier,
        realm: str = "api",
        scopes: Iterable[str] = (),
        groups: Iterable[str] = (),
    ) -> None:
        self._verifier = checked_verifier(verifier)
        self._realm = checked_realm(realm)
        self._scopes = checked_scopes(scopes)
        self._groups = checked_groups(groups)

    async def admit(self, headers: Iterable[tuple[bytes, bytes]]) -> AccessTokenClaims:
        """Give the caller that `headers` prove, whose names are in lower case as ASGI has them.

        Raises:
            Refusal: there is none, or not one that may come in.
        """
        try:
            unverified_token = read_bearer_token(headers)
        except MalformedRequest:
            raise self._refusal(400, "invalid_request") from None
        if unverified_token is None:
            raise Refusal(401, "missing_token", self._challenge())
        if len(unverified_token) > LONGEST_TOKEN:
            raise self._refusal(401, "invalid_token")
        caller = await self._verified(unverified_token)
        self._check_privileges(caller, unverified_token)
        return caller

    async def _verified(self, unverified_token: str) -> AccessTokenClaims:
        try:
            return await self._verifier.verify(unverified_token)
        except TransportFailed:
            _log.warning(
                "access token %s not judged: the issuer is silent", fingerprint(unverified_token)
            )
            retry = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            raise Refusal(503, "temporarily_unavailable", retry) from None
        except Exception as mistake:  # noqa: BLE001 - a token that breaks us is no good token
            level = logging.WARNING if isinstance(mistake, TokenInvalid) else logging.ERROR
            kind = type(mistake).__name__
            _log.log(level, "access token %s refused: %s", fingerprint(unverified_token), kind)
            raise self._refusal(401, "invalid_token") from None

    def _check_privileges(self, caller: AccessTokenClaims, unverified_token: str) -> None:
        scopes, groups = caller.scopes, caller.groups
        missing = [scope for scope in self._scopes if scope not in scopes]
        if not missing and (not self._groups or not self._groups.isdisjoint(groups)):
            return
        _log.warning("access token %s lacks privileges", fingerprint(unverified_token))
        raise self._refusal(403, "insufficient_scope", scope=" ".join(self._scopes))

    def _refusal(self, status: int, error: str, scope: str = "") -> Refusal:
        return Refusal(status, error, self._challenge(error=error, scope=scope))

    def _challenge(self, **parameters: str) -> dict[str, str]:
        named = {"realm": self._realm, **parameters}
        quoted = [f'{name}="{value}"' for name, value in named.items() if value]
        return {"WWW-Authenticate": f"Bearer {', '.join(quoted)}"}


class MalformedRequest(Exception):
    """More than one Authorization header, or one without exactly one token in it (RFC 6750 3.1)."""


def read_bearer_token(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Find the one bearer token in `headers`, or None where nobody tried to send one.

    Raises:
        MalformedRequest: there are several headers, or the one has no token or several. What is
            wrong with a single token is its verifier's business.
    """
    values = [value for name, value in headers if name.lower() == b"authorization"]
    if len(values) > 1:
        raise MalformedRequest
    if not values or not _BEARER.fullmatch(values[0]):
        return None
    found = _CREDENTIALS.fullmatch(values[0])
    if found is None:
        raise MalformedRequest
    return found[1].decode("latin-1")  # which has a character for every byte


def checked_verifier(verifier: Verifier) -> Verifier:
    """Require something that verifies. Raises ConfigurationError."""
    if not callable(getattr(verifier, "verify", None)):
        raise ConfigurationError(
            "verifier", got=type(verifier).__name__, expected="an AccessTokenVerifier"
        )
    return verifier


def fingerprint(unverified_token: str) -> str:
    """Give what a log may hold of a token: enough to recognise it, useless to use it."""
    return hashlib.sha256(unverified_token.encode()).hexdigest()[:16]
