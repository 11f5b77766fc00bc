"""`Authorization: Bearer`, read and demanded: an ASGI wrapper for an API (RFC 6750 2.1 and 3).

What it answers is constant, whatever was wrong with the token and however it was wrong.
"""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Protocol

from auth.backend.claims import AccessTokenClaims
from auth.errors import ArgumentRefused, TokenInvalid, TransportFailed

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADER_LIMIT = 8192
"""Bytes of an Authorization header that are looked at."""

RETRY_AFTER_SECONDS = 10
_CLAIMS = "auth.access_token_claims"
_POLICY_VIOLATION = 1008  # RFC 6455 7.4.1
_BEARER = re.compile(rb"[Bb][Ee][Aa][Rr][Ee][Rr](?: .*)?", re.DOTALL)
_CREDENTIALS = re.compile(rb"[^ ]+ +([A-Za-z0-9._~+/-]+=*)")
_QUOTABLE = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")

_log = logging.getLogger(__name__)


class Verifier(Protocol):
    """What checks a token: an `AccessTokenVerifier`."""

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Give the token's claims. Raises TokenInvalid or TransportFailed."""


class Refusal(Exception):
    """Why a request is not let through: `status`, `error` code and the challenge's own part."""

    def __init__(self, status: int, error: str, challenge: str | None) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.challenge = challenge


class RequireBearer:
    """Let only requests through to `app` that carry a valid access token with all of `scopes`.

    Inside, `caller_of` gives the token's claims. `realm` names the protected area in challenges.

    Raises:
        ArgumentRefused: the realm or a scope cannot be quoted in a header.
    """

    def __init__(
        self, app: AsgiApp, *, verifier: Verifier, realm: str = "api", scopes: Iterable[str] = ()
    ) -> None:
        self._app = app
        self._verifier = verifier
        self._scopes = tuple(scopes)
        self._realm = f'Bearer realm="{_quotable(realm)}"'
        self._scope_challenge = (
            f'error="insufficient_scope", scope="{_quotable(" ".join(self._scopes))}"'
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request, then pass it on or refuse it."""
        if scope["type"] == "websocket":  # a browser cannot send the header there
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        if scope["type"] == "http":
            try:
                scope[_CLAIMS] = await self._authorize(scope)
            except Refusal as refusal:
                await _refuse(refusal, self._realm, send)
                return
        await self._app(scope, receive, send)

    async def _authorize(self, scope: Scope) -> AccessTokenClaims:
        claims = await self._verified(read_bearer_token(scope["headers"]))
        if not set(self._scopes) <= set(claims.scopes):
            raise Refusal(403, "insufficient_scope", self._scope_challenge)
        return claims

    async def _verified(self, unverified_token: str) -> AccessTokenClaims:
        try:
            return await self._verifier.verify(unverified_token)
        except TokenInvalid as mistake:
            _log.info("access token refused: %s", type(mistake).__name__)
            raise Refusal(401, "invalid_token", 'error="invalid_token"') from None
        except TransportFailed:
            raise Refusal(503, "temporarily_unavailable", None) from None


def caller_of(scope: Scope) -> AccessTokenClaims:
    """Give the claims of the access token that a request came with.

    Raises:
        KeyError: the request did not pass through `RequireBearer`.
    """
    claims: AccessTokenClaims = scope[_CLAIMS]
    return claims


def read_bearer_token(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Find the one bearer token in `headers`, whose names are in lower case as ASGI has them.

    Raises:
        Refusal: there is none, or more than one, or it is not of the form that RFC 6750 2.1 gives.
    """
    values = [value for name, value in headers if name == b"authorization"]
    if not any(_BEARER.fullmatch(value) for value in values):
        raise Refusal(401, "missing_token", "")
    found = _CREDENTIALS.fullmatch(values[0]) if len(values) == 1 else None
    if found is None or len(values[0]) > HEADER_LIMIT:
        raise Refusal(400, "invalid_request", 'error="invalid_request"')
    return found[1].decode("ascii")


def _quotable(text: str) -> str:
    if not _QUOTABLE.fullmatch(text):
        raise ArgumentRefused("a realm or scope with characters that a header cannot quote")
    return text


async def _refuse(refusal: Refusal, realm: str, send: Send) -> None:
    body = json.dumps({"error": refusal.error}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if refusal.challenge is None:
        headers.append((b"retry-after", str(RETRY_AFTER_SECONDS).encode()))
    else:
        challenge = ", ".join(part for part in (realm, refusal.challenge) if part)
        headers.append((b"www-authenticate", challenge.encode("ascii")))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
