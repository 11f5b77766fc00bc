"""Signing out for real: here first, then at Cognito (RFC 7009, Cognito's `/logout`)."""

import json

from auth.config import AuthConfig
from auth.errors import AuthError
from auth.protocol.logout import build_logout_url
from auth.protocol.tokens import parse_revocation_response, revocation_request
from auth.publisher import SessionPublisher
from auth.records import SessionStore
from auth.runtime import Runtime


class SignOutResult:
    """Which parts of a sign-out worked; None stands for a part that was not needed.

    `local`: nothing is kept in this tab any more. `revoked`: Cognito has revoked the refresh token
    and all that came of it. `hosted`: the browser is on its way to end Cognito's own session.
    """

    def __init__(self, *, local: bool, revoked: bool | None, hosted: bool | None) -> None:
        self.local = local
        self.revoked = revoked
        self.hosted = hosted

    def __repr__(self) -> str:
        return f"<SignOutResult local={self.local} revoked={self.revoked} hosted={self.hosted}>"


class SignOut:
    """Ends a session in every place it has a part in; no part waits for another's success."""

    def __init__(
        self,
        config: AuthConfig,
        runtime: Runtime,
        *,
        store: SessionStore,
        publisher: SessionPublisher,
    ) -> None:
        self._config = config
        self._runtime = runtime
        self._store = store
        self._publisher = publisher

    async def run(self, *, hosted: bool) -> SignOutResult:
        """Sign out of this tab and the others, revoke, and go on to Cognito's sign-out page."""
        record = self._store.record
        local = self._store.clear()
        self._publisher.move("signed_out")
        self._announce(record.claims.sub if record else "")
        revoked = await self.revoke(record.refresh_token) if record else None
        left = self._leave() if hosted else None
        return SignOutResult(local=local, revoked=revoked, hosted=left)

    async def revoke(self, refresh_token: str | None) -> bool | None:
        """Revoke, and tell whether Cognito confirmed it; None when there is nothing to revoke."""
        if refresh_token is None:
            return None
        request = revocation_request(self._config, refresh_token)
        try:
            parse_revocation_response(await self._runtime.transport.send(request))
        except AuthError:
            return False
        return True

    def _announce(self, sub: str) -> None:
        self._runtime.channel.post(json.dumps({"event": "signed_out", "sub": sub}))

    def _leave(self) -> bool:
        self._runtime.navigation.go(build_logout_url(self._config))
        return True
