"""Revokes the sessions that this tab stops using, without delaying anything (RFC 7009)."""

from ..background import spawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import AuthConfig
    from ..ports import Runtime
    from .current import CurrentSession
    from .record import SessionRecord
    from .token_exchange import TokenExchange


_RELEASE_SECONDS = 0.1
"""How long the browser may take to release this tab's own lock."""


class Discarding:
    """Revokes sessions that no other tab uses. A failed revocation is ignored."""

    def __init__(
        self,
        config: "AuthConfig",
        runtime: "Runtime",
        current: "CurrentSession",
        exchange: "TokenExchange",
    ) -> None:
        self._is_shared = config.share_session_between_tabs
        self._clock = runtime.clock
        self._current = current
        self._exchange = exchange

    def revoke(self, record: "SessionRecord") -> None:
        """Begin to revoke the session of `record`, which this tab has dropped or replaced."""
        if record.refresh_token is not None:
            spawn(self._revoke(record))

    async def _revoke(self, record: "SessionRecord") -> None:
        advertisement = self._current.advertisement
        # Tabs that share drop the session too. Others may have it from a copy of this tab.
        if not self._is_shared:
            await advertisement.granted()
            await self._clock.sleep(_RELEASE_SECONDS)
            if await advertisement.is_held(record):
                return
        self._current.ended.add(record.family)
        await self._exchange.revoke(record.refresh_token)
