"""Sign out in this tab and the others, then at Cognito (RFC 7009, Cognito's `/logout`)."""

from ..errors import ArgumentRefused, AuthError
from ..protocol.logout import build_logout_url
from ..session.context import Context
from .autorun import autorun
from .sign_in import SignIn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, Literal

    from ..session.record import SessionRecord
    from ..session.states import Reason


class SignOutResult:
    """Which parts of a sign-out worked.

    Attributes:
        local: Whether this tab has deleted the session.
        revoked: Whether Cognito revoked the refresh token and all tokens issued with it; None if
            there was none.
        hosted: Whether the browser is navigating to Cognito's sign-out page; None if that was not
            requested.
    """

    def __init__(self, *, local: bool, revoked: bool | None, hosted: bool | None) -> None:
        self.local = local
        self.revoked = revoked
        self.hosted = hosted

    def __repr__(self) -> str:
        return f"<SignOutResult local={self.local} revoked={self.revoked} hosted={self.hosted}>"


class SignOut:
    """Ends a session in every tab and at Cognito; each step runs even if another fails."""

    def __init__(self, context: Context, sign_in: SignIn) -> None:
        self._config = context.config
        self._navigation = context.runtime.navigation
        self._current = context.current
        self._exchange = context.exchange
        self._sign_in = sign_in

    def run(
        self, *, hosted: bool, then: "Literal['logout_uri', 'sign_in']"
    ) -> "Coroutine[Any, Any, SignOutResult]":
        """Sign out of all tabs at once, then revoke and leave; see `AuthClient.sign_out`."""
        leave = self._navigation_of(hosted, then)
        record, is_cleared = self._current.signed_out()
        return autorun(self._finish(record, leave, is_cleared=is_cleared))

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

    def _navigation_of(self, hosted: object, then: object) -> "Callable[[], None] | None":
        """Check the arguments; return a function that loads Cognito's sign-out page, or None."""
        if then not in ("logout_uri", "sign_in"):
            raise ArgumentRefused(f'then: got {then!r}, expected "logout_uri" or "sign_in"')
        if not isinstance(hosted, bool):
            raise ArgumentRefused(f"hosted: got {hosted!r}, expected True or False")
        if then == "sign_in":
            if not hosted:
                raise ArgumentRefused('got then="sign_in" with hosted=False, expected hosted=True')
            return lambda: self._sign_in.begin("/logout")
        return self._leave if hosted else None

    def _leave(self) -> None:
        self._navigation.go(build_logout_url(self._config))


def _left(leave: "Callable[[], None] | None") -> bool | None:
    if leave is None:
        return None
    try:
        leave()
    except AuthError:
        return False
    return True
