"""Signing out for real: here first, then at Cognito (RFC 7009, Cognito's `/logout`)."""

from ..errors import AuthError
from ..protocol.logout import build_logout_url
from ..session.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..session.states import Reason


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

    def __init__(self, context: Context) -> None:
        self._config = context.config
        self._navigation = context.runtime.navigation
        self._current = context.current
        self._exchange = context.exchange

    async def run(self, leave: "Callable[[], None] | None") -> SignOutResult:
        """Sign out of this tab and the others, revoke, and `leave` for Cognito's own sign-out."""
        record, is_cleared = self._current.signed_out()
        revoked = None
        if record is not None:
            revoked = await self._exchange.revoke(record.refresh_token)
        return SignOutResult(local=is_cleared, revoked=revoked, hosted=_left(leave))

    def expire(self, reason: "Reason") -> None:
        """End the session by a limit of the app's own, in every tab, and at Cognito if possible."""
        self._current.lost(reason, everywhere=True)

    def leave(self) -> None:
        """Go to Cognito's sign-out page, and from there to the configured `logout_uri`."""
        self._navigation.go(build_logout_url(self._config))


def _left(leave: "Callable[[], None] | None") -> bool | None:
    if leave is None:
        return None
    try:
        leave()
    except AuthError:
        return False
    return True
