"""Calls in the person's name: the access token goes where it may and nowhere else (RFC 6750)."""

from auth.config import AuthConfig
from auth.errors import ArgumentRefused, SignInRequired, SubjectMismatch
from auth.protocol.http import Request, Response
from auth.protocol.tokens import parse_user_info_response, user_info_request
from auth.protocol.url import parse_url, resolve
from auth.records import SessionRecord, SessionStore
from auth.renewal import Renewal
from auth.runtime import Runtime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class ProtectedResources:
    """Sends requests with the access token, and renews it once where it is refused."""

    def __init__(
        self, config: AuthConfig, runtime: Runtime, *, store: SessionStore, renewal: Renewal
    ) -> None:
        self._config = config
        self._origins = config.api_origins or (parse_url(config.redirect_uri).origin,)
        self._runtime = runtime
        self._store = store
        self._renewal = renewal

    async def fetch(
        self,
        url: str,
        *,
        method: str,
        headers: "tuple[tuple[str, str], ...]",
        body: str | bytes | None,
    ) -> Response:
        """Call an API of an allowed origin; see `AuthClient.fetch`."""
        target = resolve(url, self._runtime.navigation.current_url())
        if target.origin not in self._origins:
            raise ArgumentRefused(f"{target.origin} is not one of the configured api_origins")
        if any(name.lower() == "authorization" for name, _ in headers):
            raise ArgumentRefused("the Authorization header is set here, not by the caller")
        address = target.with_query(target.query, None)

        def with_token(access_token: str) -> Request:
            bearer = (("Authorization", f"Bearer {access_token}"),)
            return Request(method, address, headers=headers + bearer, body=body)

        return await self._send(with_token)

    async def user_info(self) -> "dict[str, object]":
        """Ask Cognito who the person is; see `AuthClient.fetch_user_info`."""
        response = await self._send(lambda token: user_info_request(self._config, token))
        profile, record = parse_user_info_response(response), self._store.record
        if record is None:
            raise SignInRequired
        if profile.get("sub") != record.claims.sub:
            raise SubjectMismatch("userInfo speaks of somebody else")
        return profile

    async def _send(self, request_with: "Callable[[str], Request]") -> Response:
        """Send with a good token; after one 401, once more with a new one, and no further."""
        await self._renewal.access_token()
        used = self._store.record
        if used is None:
            raise SignInRequired
        response = await self._attempt(request_with, used)
        if response.status != 401:
            return response
        return await self._attempt(request_with, await self._renewal.replace(used))

    async def _attempt(
        self, request_with: "Callable[[str], Request]", used: SessionRecord
    ) -> Response:
        """Send once; an answer that comes when that person has left is dropped."""
        response = await self._runtime.transport.send(request_with(used.access_token))
        record = self._store.record
        if record is None or record.claims.sub != used.claims.sub:
            raise SignInRequired
        return response
