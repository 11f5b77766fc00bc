"""`RequireBearer`: an ASGI wrapper that lets only callers with an access token through."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from .access_token_claims import AccessTokenClaims
from .bearer import BearerPolicy, Refusal, Verifier

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_CLAIMS = "auth.access_token_claims"
_POLICY_VIOLATION = 1008  # RFC 6455 7.4.1


class RequireBearer:
    """Let only requests through to `app` that carry a valid access token.

    The token must have all of `scopes`, and its person must be in one of `groups` if there are any.
    Inside, `caller_of` gives the token's claims. `realm` names the protected area in challenges.

    Raises:
        ConfigurationError: a setting that cannot be meant, such as a text in place of a list.
    """

    def __init__(
        self,
        app: AsgiApp,
        *,
        verifier: Verifier,
        realm: str = "api",
        scopes: Iterable[str] = (),
        groups: Iterable[str] = (),
    ) -> None:
        self._app = app
        self._policy = BearerPolicy(verifier=verifier, realm=realm, scopes=scopes, groups=groups)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request, then pass it on or refuse it."""
        if scope["type"] == "http":
            try:
                scope[_CLAIMS] = await self._policy.admit(scope["headers"])
            except Refusal as refusal:
                await _refuse(refusal, send)
                return
        elif scope["type"] != "lifespan":  # a browser cannot send the header with a web socket
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        await self._app(scope, receive, send)


def caller_of(scope: Scope) -> AccessTokenClaims:
    """Give the claims of the access token that a request came with.

    Raises:
        KeyError: the request did not pass through `RequireBearer`.
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
