"""Parse and check `Authorization: Bearer` (RFC 6750 2.1 and 3), without a framework.

Every invalid token gets the same response, so that nothing leaks about the cause.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from ..errors import (
    ConfigurationError,
    StepUpRequired,
    TokenInvalid,
    TokenTooLarge,
    TransportFailed,
)
from ..protocol.authorization import ACR_LEVELS
from .access_token_claims import AccessTokenClaims, accepted_levels
from .settings import checked_groups, checked_max_age, checked_realm, checked_scopes
from .unverified import digest_of
from .wrapping import verifiers_in

RETRY_AFTER_SECONDS = 10
POLICY_VIOLATION, TRY_AGAIN_LATER = 1008, 1013
"""Close codes of a WebSocket (RFC 6455 7.4.1 and its registry)."""

_TOO_LARGE = "The access token in the Authorization header is longer than this API accepts."
_BEARER = re.compile(rb"bearer(?: .*)?", re.DOTALL | re.IGNORECASE)
_CREDENTIALS = re.compile(rb"[^ ]+ +([^\x00-\x20,\x7f]+)")

_log = logging.getLogger(__name__)


class Verifier(Protocol):
    """Verifies tokens: an `AccessTokenVerifier`, or a wrapper of one."""

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Return the token's claims. Raises TokenInvalid or TransportFailed."""


class Refusal(Exception):
    """The response to a request that is refused.

    Args:
        status: The HTTP status.
        error: A short code for the body, such as `invalid_token`.
        headers: The headers of the response.
    """

    def __init__(self, status: int, error: str, headers: dict[str, str]) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.headers = {**headers, "Cache-Control": "no-store"}

    @property
    def close_code(self) -> int:
        """The close code for a WebSocket."""
        return TRY_AGAIN_LATER if self.status == 503 else POLICY_VIOLATION


class BearerPolicy:
    """Accepts requests with a valid access token that has all `scopes` and one of `groups`.

    The person's sign-in must also reach `acr` and be no older than `max_age` (RFC 9470).

    Args:
        verifier: Verifies the tokens.
        realm: The name of the protected area in challenges.
        scopes: The scopes that a token needs, all of them.
        groups: The user pool groups of which the person must be in one; none if there are none.
        acr: The lowest level of authentication that is accepted, one of the verifier's
            `acr_levels`; "" for any.
        max_age: How many seconds ago the person may have signed in at most; None for any time.
        now: The clock, in epoch seconds.

    Raises:
        ConfigurationError: A setting is invalid, for example a string instead of a list.
    """

    def __init__(
        self,
        *,
        verifier: Verifier,
        realm: str = "api",
        scopes: Iterable[str] = (),
        groups: Iterable[str] = (),
        acr: str = "",
        max_age: int | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._verifier = checked_verifier(verifier)
        self._realm = checked_realm(realm)
        self._scopes = checked_scopes(scopes)
        self._groups = checked_groups(groups)
        self._acr = checked_acr(acr, verifier)
        self._max_age = checked_max_age(max_age)
        self._now = now

    async def admit(
        self, headers: Iterable[tuple[bytes, bytes]], more_scopes: Iterable[str] = ()
    ) -> AccessTokenClaims:
        """Return the claims of the caller's access token.

        Args:
            headers: The request's header fields, as ASGI has them.
            more_scopes: Further scopes that this request needs.

        Raises:
            Refusal: There is no token, or one that does not allow this request.
        """
        try:
            unverified_token = read_bearer_token(headers)
        except MalformedRequest:
            raise self._refusal(400, "invalid_request") from None
        if unverified_token is None:
            raise Refusal(401, "missing_token", self._challenge())
        caller = await self._verified(unverified_token)
        scopes = dict.fromkeys((*self._scopes, *checked_scopes(more_scopes)))
        self._check_privileges(caller, unverified_token, list(scopes))
        self._check_authentication(caller, unverified_token)
        return caller

    async def _verified(self, unverified_token: str) -> AccessTokenClaims:
        try:
            return await self._verifier.verify(unverified_token)
        except TransportFailed:
            _log.warning(
                "access token %s not verified: no answer from the issuer",
                fingerprint(unverified_token),
            )
            retry = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            raise Refusal(503, "temporarily_unavailable", retry) from None
        except TokenTooLarge as mistake:
            _log.warning("access token %s refused: %s", fingerprint(unverified_token), mistake)
            raise self._too_large() from None
        except Exception as mistake:  # noqa: BLE001 - a token that breaks us is no good token
            level = logging.WARNING if isinstance(mistake, TokenInvalid) else logging.ERROR
            kind = type(mistake).__name__
            _log.log(level, "access token %s refused: %s", fingerprint(unverified_token), kind)
            raise self._refusal(401, "invalid_token") from None

    def _check_privileges(
        self, caller: AccessTokenClaims, unverified_token: str, scopes: list[str]
    ) -> None:
        granted = caller.scopes
        has_scopes = all(scope in granted for scope in scopes)
        if has_scopes and (not self._groups or not self._groups.isdisjoint(caller.groups)):
            return
        _log.warning("access token %s lacks privileges", fingerprint(unverified_token))
        raise self._refusal(403, "insufficient_scope", scope=" ".join(scopes))

    def _check_authentication(self, caller: AccessTokenClaims, unverified_token: str) -> None:
        """Require a level and an age, last: a sign-in adds no scope or group that is missing."""
        try:
            caller.require_authentication(acr=self._acr, max_age=self._max_age, now=self._now())
        except StepUpRequired as demand:
            _log.warning("access token %s needs a step-up", fingerprint(unverified_token))
            raise self._refusal(
                401,
                "insufficient_user_authentication",
                acr_values=demand.acr_values,
                max_age="" if demand.max_age is None else str(demand.max_age),
            ) from None

    def _too_large(self) -> Refusal:
        """Return the response to a token that is too large (RFC 6585 5).

        It is not 401: the page would fetch a new token, which is no shorter, and try again.
        """
        challenge = self._challenge(error="invalid_request", error_description=_TOO_LARGE)
        return Refusal(431, "token_too_large", challenge)

    def _refusal(self, status: int, error: str, **parameters: str) -> Refusal:
        return Refusal(status, error, self._challenge(error=error, **parameters))

    def _challenge(self, **parameters: str) -> dict[str, str]:
        named = {"realm": self._realm, **parameters}
        quoted = [f'{name}="{value}"' for name, value in named.items() if value]
        return {"WWW-Authenticate": f"Bearer {', '.join(quoted)}"}


class MalformedRequest(Exception):
    """Several Authorization headers, or one without exactly one token (RFC 6750 3.1)."""


def read_bearer_token(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Return the only bearer token in `headers`, or None if there is none.

    Args:
        headers: The request's header fields, as ASGI has them.

    Raises:
        MalformedRequest: There are several headers, or the only one has no token or several. A
            single token that is invalid is left to the verifier.
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


def is_anonymous(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Check whether the request has no bearer token, not even a malformed one.

    Args:
        headers: The request's header fields, as ASGI has them.
    """
    try:
        return read_bearer_token(headers) is None
    except MalformedRequest:
        return False


def checked_verifier(verifier: Verifier) -> Verifier:
    """Return `verifier` if it can verify. Raises ConfigurationError."""
    if not callable(getattr(verifier, "verify", None)):
        raise ConfigurationError(
            "verifier", got=type(verifier).__name__, expected="an AccessTokenVerifier"
        )
    return verifier


def checked_acr(acr: object, verifier: Verifier) -> str:
    """Return `acr` if every pool of `verifier` has such a level, or if it is empty."""
    if not isinstance(acr, str):
        raise ConfigurationError("acr", got=repr(acr), expected="the name of one level, a string")
    pools = [one.acr_levels for one in verifiers_in(verifier) if hasattr(one, "acr_levels")]
    for levels in pools or [ACR_LEVELS]:
        if acr:
            accepted_levels(acr, levels)
    return acr


def fingerprint(unverified_token: str) -> str:
    """Return a short digest of a token for logs, which cannot be used as a token."""
    return digest_of(unverified_token).hex()[:16]
