"""`RequireCaller`: a dependency for FastAPI, or a call in any Starlette endpoint.

    signed_in = RequireCaller(verifier=verifier, scopes=["api/read"])

    @app.get("/reports")
    async def reports(caller: Annotated[AccessTokenClaims, Depends(signed_in)]): ...

In Starlette: `caller = await signed_in(request)`.
"""

from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.requests import Request

from .access_token_claims import AccessTokenClaims
from .bearer import BearerPolicy, Refusal, Verifier


class RequireCaller:
    """Gives the claims of the access token that a request came with, or refuses the request.

    The token must have all of `scopes`, and its person must be in one of `groups` if there are any.
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
        self._policy = BearerPolicy(verifier=verifier, realm=realm, scopes=scopes, groups=groups)

    async def __call__(self, request: Request) -> AccessTokenClaims:
        """Check one request.

        Raises:
            HTTPException: 400, 401, 403 or 503, with the challenge that RFC 6750 3 asks for.
        """
        try:
            return await self._policy.admit(request.scope["headers"])
        except Refusal as refusal:
            raise HTTPException(
                refusal.status, detail=refusal.error, headers=refusal.headers
            ) from None
