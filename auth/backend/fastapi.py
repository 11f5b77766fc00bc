"""`RequireCaller` and `OptionalCaller`: dependencies for FastAPI.

    reader = RequireCaller(verifier=verifier, scopes=["api/read"])

    @app.get("/reports")
    async def reports(caller: Annotated[AccessTokenClaims, Depends(reader)]): ...

A Starlette endpoint can call one: `caller = await reader(request)`.
"""

import time
from collections.abc import Callable, Iterable

from fastapi.openapi.models import HTTPBearer
from fastapi.security import SecurityScopes
from fastapi.security.base import SecurityBase
from starlette.exceptions import HTTPException, WebSocketException
from starlette.requests import HTTPConnection

from .access_token_claims import AccessTokenClaims
from .bearer import BearerPolicy, Refusal, Verifier, is_anonymous

__all__ = ["CallerDependency", "OptionalCaller", "RequireCaller"]

SCHEME_NAME = "CognitoAccessToken"
"""The security scheme's name in /openapi.json, which all dependencies share."""

_NO_SCOPES = SecurityScopes()


class CallerDependency(SecurityBase):
    """A security scheme of FastAPI, so that its documentation has the button Authorize.

    `RequireCaller` and `OptionalCaller` are its two kinds, and have its arguments.
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
        self.model = HTTPBearer(bearerFormat="JWT", description="An access token of Cognito")
        self.scheme_name = SCHEME_NAME
        self._policy = BearerPolicy(
            verifier=verifier,
            realm=realm,
            scopes=scopes,
            groups=groups,
            acr=acr,
            max_age=max_age,
            now=now,
        )

    async def _admit(
        self, connection: HTTPConnection, security_scopes: SecurityScopes
    ) -> AccessTokenClaims:
        headers = connection.scope["headers"]
        try:
            return await self._policy.admit(headers, security_scopes.scopes)
        except Refusal as refusal:
            if connection.scope["type"] == "websocket":
                raise WebSocketException(refusal.close_code) from None
            raise HTTPException(
                refusal.status, detail=refusal.error, headers=refusal.headers
            ) from None


class RequireCaller(CallerDependency):
    """Returns the claims of the request's access token, or refuses the request.

    `Security(reader, scopes=[...])` requires further scopes. It works for WebSocket routes too,
    if the client sends the header with the handshake; otherwise that is refused with the close code
    1008, which servers turn into the status 403.

    Args:
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

    async def __call__(
        self, connection: HTTPConnection, security_scopes: SecurityScopes = _NO_SCOPES
    ) -> AccessTokenClaims:
        """Return the caller's claims.

        Args:
            connection: The request, or the WebSocket.
            security_scopes: Further scopes, which FastAPI collects from `Security`.

        Raises:
            HTTPException: 400, 401, 403, 431 or 503, with the challenge of RFC 6750 3.
            WebSocketException: The handshake of a WebSocket is refused.
        """
        return await self._admit(connection, security_scopes)


class OptionalCaller(CallerDependency):
    """Returns the claims of the request's access token, or None for a request without one.

    A token that is invalid or that does not allow the request is refused as by `RequireCaller`: the
    page then renews it, instead of showing a signed-in person what anonymous visitors see.

    Args:
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

    async def __call__(
        self, connection: HTTPConnection, security_scopes: SecurityScopes = _NO_SCOPES
    ) -> AccessTokenClaims | None:
        """Return the caller's claims, or None.

        Args:
            connection: The request, or the WebSocket.
            security_scopes: Further scopes, which FastAPI collects from `Security`.

        Raises:
            HTTPException: 400, 401, 403, 431 or 503, with the challenge of RFC 6750 3.
            WebSocketException: The handshake of a WebSocket is refused.
        """
        if is_anonymous(connection.scope["headers"]):
            return None
        return await self._admit(connection, security_scopes)
