"""Restore a session: from storage, from another tab, or of a page out of the bfcache."""

from ..errors import AuthError
from ..session.context import Context
from ..session.record import SessionRecord
from ..session.renewal import Renewal
from ..session.states import BOOTING, SIGNING_IN
from ..session.tabs import SESSION_RESPONSE_SECONDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


MESSAGE_SECONDS = 0.2
"""How long a page waits, after another tab has recorded an end, for that tab's message, which may
bring a new session of the same person instead."""


class Resume:
    """Restores the session of a page without a callback in its address."""

    def __init__(self, context: Context, renewal: Renewal, sign_in: "Callable[[], None]") -> None:
        self._config = context.config
        self._clock = context.runtime.clock
        self._current = context.current
        self._tabs = context.tabs
        self._renewal = renewal
        self._sign_in = sign_in

    async def run(self, record: SessionRecord | None) -> None:
        """Restore the stored session or another tab's, and renew it if it is due.

        Without one, begin a sign-in if `sign_in_on_load` is set.
        """
        current = self._current
        try:
            if record is None:
                record = await self._shared()
            if current.session.state != BOOTING:
                return  # a sign-in or sign-out happened while this waited for the other tabs
            if record is not None:
                current.restored()
                await self._renewal.access_token()
            elif self._config.sign_in_on_load:
                self._sign_in()
            else:
                current.report("nothing_stored")
        except AuthError as error:
            if current.session.state == BOOTING:
                current.report("nothing_stored", error=error)

    def notice(self, moment: str) -> None:
        """Read the session again when the page is back from its bfcache, or has not left at all.

        What another tab has recorded can be read some milliseconds later, in Chromium for one.
        """
        is_leaving = self._current.session.event == "sign_in_started"
        if moment == "brought_back" or (moment == "stayed" and is_leaving):
            self.come_back()
        elif moment == "stored":
            self._check_end()

    def _check_end(self) -> None:
        record = self._current.record
        if record is not None and self._current.ended.has(record.family):
            self._clock.after(MESSAGE_SECONDS, lambda: self._end(record))

    def _end(self, ended: SessionRecord) -> None:
        record = self._current.record
        if record is not None and record.is_same_session(ended):
            self._current.lost("signed_out_elsewhere", is_revoked=True)

    def come_back(self) -> None:
        """Read the session again, on a page that had left or was about to leave."""
        current = self._current
        user, previous = current.session.user, current.record
        current.advertisement.reclaim()
        try:
            record = current.load()
        except AuthError:
            record = None
        other = user is not None and (record is None or record.claims.sub != user.sub)
        if other and current.session.is_signed_in:
            current.report("session_ended", reason="signed_out_elsewhere")
        if record is not None and current.session.is_signed_in:
            if previous is None or record.access_token != previous.access_token:
                current.report("session_adopted")
        elif record is not None:
            current.report("session_restored")
        elif current.session.state == SIGNING_IN:
            current.report("sign_in_abandoned")
        current.catch_up()

    async def _shared(self) -> SessionRecord | None:
        """Ask the other tabs; wait for an answer only if there is no landing page to show."""
        waits = self._config.sign_in_on_load or self._config.token_storage == "memory"
        await self._tabs.request_session(seconds=SESSION_RESPONSE_SECONDS if waits else 0)
        return self._current.record
