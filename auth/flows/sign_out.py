"""Sign out in this tab and the others, then at Cognito (RFC 7009, Cognito's `/logout`)."""

from ..errors import AuthError
from ..protocol.logout import build_logout_url
from ..session.context import Context
from .begun import begun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from ..session.record import SessionRecord
    from ..session.states import Reason


class SignOutResult:
    """Which parts of a sign-out worked.

    Attributes:
        local: Whether this tab stores nothing of the session any more.
        revoked: Whether Cognito revoked the refresh token and all tokens that came of it; None if
            there was none.
        hosted: Whether the browser is leaving for Cognito's sign-out page; None if it was not
            asked to.
    """

    def __init__(self, *, local: bool, revoked: bool | None, hosted: bool | None) -> None:
        self.local = local
        self.revoked = revoked
        self.hosted = hosted

    def __repr__(self) -> str:
        return f"<SignOutResult local={self.local} revoked={self.revoked} hosted={self.hosted}>"


class SignOut:
    """Ends a session here, in other tabs and at Cognito; no part needs another's success."""

    def __init__(self, context: Context) -> None:
        self._config = context.config
        self._navigation = context.runtime.navigation
        self._current = context.current
        self._exchange = context.exchange

    def run(self, leave: "Callable[[], None] | None") -> "Coroutine[Any, Any, SignOutResult]":
        """Sign out of all tabs at once; then revoke, and `leave` for Cognito's own sign-out.

        Returns:
            The result, to be awaited by whoever wants to know; the rest is done in any case.
        """
        record, is_cleared = self._current.signed_out()
        return begun(self._finish(record, leave, is_cleared=is_cleared))

    async def _finish(
        self,
        record: "SessionRecord | None",
        leave: "Callable[[], None] | None",
        *,
        is_cleared: bool,
    ) -> SignOutResult:
        revoked = None
        if record is not None:
            revoked = await self._exchange.revoke(record.refresh_token)
        return SignOutResult(local=is_cleared, revoked=revoked, hosted=_left(leave))

    def expire(self, reason: "Reason") -> None:
        """End the session by a limit of the app's own, in every tab, and at Cognito if possible."""
        self._current.lost(reason, everywhere=True)

    def leave(self) -> None:
        """Leave for Cognito's sign-out page, which leads to the configured `logout_uri`."""
        self._navigation.go(build_logout_url(self._config))


def _left(leave: "Callable[[], None] | None") -> bool | None:
    if leave is None:
        return None
    try:
        leave()
    except AuthError:
        return False
    return True
