"""`RequireBearer`: ASGI middleware that lets only callers with an access token through."""

import json
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from .access_token_claims import AccessTokenClaims
from .bearer import POLICY_VIOLATION, BearerPolicy, Refusal, Verifier

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_CLAIMS = "auth.access_token_claims"


class RequireBearer:
    """Lets only requests with a valid access token through to `app`.

    Inside, `caller_of(scope)` returns the token's claims. A WebSocket needs the same header in its
    handshake; without it the handshake is refused with close code 1008, which servers turn into the
    status 403. Browsers cannot send that header: see docs/protect-an-api.md.

    Args:
        app: The ASGI application.
        verifier: Verifies the tokens: an `AccessTokenVerifier`, or one around it.
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
        app: AsgiApp,
        *,
        verifier: Verifier,
        realm: str = "api",
        scopes: Iterable[str] = (),
        groups: Iterable[str] = (),
        acr: str = "",
        max_age: int | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._app = app
        self._policy = BearerPolicy(
            verifier=verifier,
            realm=realm,
            scopes=scopes,
            groups=groups,
            acr=acr,
            max_age=max_age,
            now=now,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one connection, then pass it on or refuse it (ASGI 3)."""
        if scope["type"] in ("http", "websocket"):
            try:
                scope[_CLAIMS] = await self._policy.admit(scope["headers"])
            except Refusal as refusal:
                await (_refuse if scope["type"] == "http" else _refuse_handshake)(refusal, send)
                return
        elif scope["type"] != "lifespan":  # a kind of connection that is not known
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await self._app(scope, receive, send)


def caller_of(scope: Scope) -> AccessTokenClaims:
    """Return the claims of the access token that a request came with.

    Args:
        scope: The request's ASGI scope, in Starlette `request.scope`.

    Raises:
        KeyError: The request did not pass through `RequireBearer`.
    """
    claims: AccessTokenClaims = scope[_CLAIMS]
    return claims


async def _refuse(refusal: Refusal, send: Send) -> None:
    body = json.dumps({"error": refusal.error}).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(body)),
        **refusal.headers,
    }
    raw = [(name.lower().encode(), value.encode("ascii")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _refuse_handshake(refusal: Refusal, send: Send) -> None:
    await send({"type": "websocket.close", "code": refusal.close_code})
