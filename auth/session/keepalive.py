"""Keeping a session alive while nobody asks for anything: renewals in time, and limits observed.

Timers alone cannot do it: they stop while a laptop sleeps and slow down in hidden tabs. So waits
are cut into short slices, each of which looks at the clocks again, and so does every moment after
which time may have passed unseen: awake again, online again, visible again.
"""

import asyncio

from ..config import AuthConfig
from ..errors import AuthError, TokenRequestRejected
from ..ports import Runtime
from .publisher import SessionPublisher
from .records import SessionRecord, SessionStore
from .renewal import Renewal
from .states import Session
from .tabs import Tabs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

SLICE_SECONDS = 30
FIRST_RETRY_SECONDS = 5
LONGEST_RETRY_SECONDS = 300
ACTIVITY_SECONDS = 5
WARNING_SECONDS = 60
"""How long before a limit ends the session the `expiring` event comes."""


class Upkeep:
    """Looks after the session from the moment somebody is signed in."""

    def __init__(
        self,
        config: AuthConfig,
        runtime: Runtime,
        *,
        store: SessionStore,
        renewal: Renewal,
        publisher: SessionPublisher,
        tabs: Tabs,
        expire: "Callable[[str], None]",
    ) -> None:
        self._config = config
        self._runtime = runtime
        self._store = store
        self._renewal = renewal
        self._publisher = publisher
        self._tabs = tabs
        self._expire = expire
        self._has_stopped = False
        self._failures = 0
        self._not_before = 0.0
        self._active_at = runtime.clock.monotonic()
        self._cancel: Callable[[], None] | None = None
        self._ignore: Callable[[], None] = lambda: None
        self._task: Any = None

    def start(self) -> None:
        """Follow the session from now on."""
        self._ignore = self._publisher.subscribe(self._follow)
        self._follow(self._publisher.session)

    def stop(self) -> None:
        """Leave the session alone from now on."""
        self._has_stopped = True
        self._ignore()
        self._rest()

    def _rest(self) -> None:
        cancel, self._cancel = self._cancel, None
        if cancel is not None:
            cancel()

    def woken(self) -> None:
        """Look at once: the network or the person is back, or time has passed unseen."""
        self._failures, self._not_before = 0, 0.0
        self._look()

    def used(self) -> None:
        """Note that the person is active here, and let the other tabs know now and then."""
        if self._runtime.clock.monotonic() - self._active_at > ACTIVITY_SECONDS:
            self._tabs.say_active()
        self.touch()

    def touch(self) -> None:
        """Note that the person is active, here or in another tab."""
        self._active_at = self._runtime.clock.monotonic()

    def _follow(self, session: Session) -> None:
        self._rest()
        # Somebody may have stopped this while the same session was still being told.
        if session.is_signed_in and not self._has_stopped:
            self._cancel = self._runtime.clock.after(self._next_look(), self._look)

    def _next_look(self) -> float:
        """Give the seconds until something may be due; never more than a slice."""
        waits = [self._seconds_to_renewal(), SLICE_SECONDS]
        limit = self._seconds_to_limit()
        if limit is not None:
            waits += [limit[0], limit[0] - WARNING_SECONDS]
        return max(0.5, min([wait for wait in waits if wait > 0] or [0.5]))

    def _seconds_to_renewal(self) -> float:
        now = self._runtime.clock.monotonic()
        return max(self._renewal.seconds_until_due(), self._not_before - now)

    def _seconds_to_limit(self) -> "tuple[float, str] | None":
        """Give the seconds until the nearer of the two limits, and its name."""
        record, clock = self._store.record, self._runtime.clock
        limits = []
        if record is not None and self._config.session_ceiling:
            ends_at = record.started_at + self._config.session_ceiling
            limits.append((ends_at - clock.now(), "ceiling"))
        if self._config.idle_timeout:
            ends_at = self._active_at + self._config.idle_timeout
            limits.append((ends_at - clock.monotonic(), "idle"))
        return min(limits) if limits else None

    def _look(self) -> None:
        """See what is due, do it, and plan the next look."""
        if self._has_stopped or not self._publisher.session.is_signed_in:
            return
        limit = self._seconds_to_limit()
        if limit is not None and limit[0] <= 0:
            self._expire(limit[1])
            return
        if self._seconds_to_renewal() <= 0 and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._renew())
        warned = self._publisher.session.event == "expiring"
        if limit is not None and limit[0] <= WARNING_SECONDS and not warned:
            self._publisher.move("expiring", record=self._store.record)
        else:
            self._follow(self._publisher.session)

    async def _renew(self) -> None:
        record: SessionRecord | None = self._store.record
        if record is None:
            return
        try:
            await self._renewal.replace(record)
            self._failures = 0
        except AuthError as error:
            self._failures += 1
            self._not_before = self._runtime.clock.monotonic() + self._retry_delay(error)
            self._follow(self._publisher.session)

    def _retry_delay(self, error: AuthError) -> float:
        """Give the seconds to wait: twice as long each time, spread so that tabs do not march."""
        longest = float(FIRST_RETRY_SECONDS << min(self._failures - 1, 10))
        spread = 0.5 + self._runtime.crypto.random_bytes(1)[0] / 255
        asked = error.retry_after if isinstance(error, TokenRequestRejected) else None
        return max(min(longest, LONGEST_RETRY_SECONDS) * spread, asked or 0)
