"""Keeps a session alive: renews tokens in time, and ends the session at the app's limits."""

import asyncio

from ..errors import AuthError, SignInRequired, TokenRequestRejected
from .context import Context
from .renewal import Renewal
from .states import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .states import Reason

SLICE_SECONDS = 30
"""The longest wait before the clocks are read again."""

FIRST_RETRY_SECONDS = 5
"""The wait after the first renewal that failed; it doubles with each one after that."""

LONGEST_RETRY_SECONDS = 300
"""The longest wait after a renewal that failed."""

ACTIVITY_SECONDS = 5
"""The shortest time between two messages that the person is active."""

WARNING_SECONDS = 60
"""How long before a limit ends the session the `expiring` event comes."""


class KeepAlive:
    """Renews the session and observes its limits while somebody is signed in.

    Timers stop while a machine sleeps and slow down in hidden tabs. So long waits are cut into
    slices, and `check_now` is called when time may have passed without timers.
    """

    def __init__(
        self, context: Context, renewal: Renewal, expire: "Callable[[Reason], None]"
    ) -> None:
        """Do nothing until `start`.

        Args:
            context: The parts of the client.
            renewal: Renews the tokens.
            expire: Called with the limit that ends the session.
        """
        self._config = context.config
        self._clock = context.runtime.clock
        self._random_bytes = context.runtime.crypto.random_bytes
        self._current = context.current
        self._renewal = renewal
        self._expire = expire
        self._has_stopped = False
        self._failures = 0
        self._not_before = 0.0
        self._active_at = self._clock.monotonic()
        self._cancel_timer: Callable[[], None] | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._task: Any = None

    def start(self) -> None:
        """Begin; a session that is there already is kept alive too."""
        self._unsubscribe = self._current.subscribe(self._schedule)
        self._schedule(self._current.session)

    def stop(self) -> None:
        """Stop: another program renews the session."""
        self._has_stopped = True
        self._unsubscribe()
        self._cancel()

    def _cancel(self) -> None:
        cancel, self._cancel_timer = self._cancel_timer, None
        if cancel is not None:
            cancel()

    def check_now(self) -> None:
        """Check at once, because the network is back or time has passed without timers."""
        self._failures, self._not_before = 0, 0.0
        self._check()

    def check_limits(self) -> None:
        """End the session if it is over a limit, also one that a page before this one stored."""
        limit = self._seconds_to_limit()
        if limit is not None and limit[0] <= 0:
            self._expire(limit[1])

    def record_activity(self) -> None:
        """Record that the person is active here, and inform the other tabs every few seconds."""
        if self._clock.monotonic() - self._active_at > ACTIVITY_SECONDS:
            self._current.messages.send_activity()
        self.note_activity()

    def note_activity(self) -> None:
        """Record that the person is active, here or in another tab."""
        self._active_at = self._clock.monotonic()

    def _schedule(self, session: Session) -> None:
        self._cancel()
        # A listener before this one may have called `stop`.
        if session.is_signed_in and not self._has_stopped:
            self._cancel_timer = self._clock.after(self._seconds_to_next_check(), self._check)

    def _seconds_to_next_check(self) -> float:
        """Return the seconds until something may be due; never more than a slice."""
        waits = [self._seconds_to_renewal(), SLICE_SECONDS]
        limit = self._seconds_to_limit()
        if limit is not None:
            waits += [limit[0], limit[0] - WARNING_SECONDS]
        return max(0.5, min([wait for wait in waits if wait > 0] or [0.5]))

    def _seconds_to_renewal(self) -> float:
        now = self._clock.monotonic()
        return max(self._renewal.seconds_until_due(), self._not_before - now)

    def _seconds_to_limit(self) -> "tuple[float, Reason] | None":
        """Return the seconds until the nearer of the two limits, and its name."""
        record, clock = self._current.record, self._clock
        limits: list[tuple[float, Reason]] = []
        if record is not None and self._config.max_session_seconds:
            ends_at = record.started_at + self._config.max_session_seconds
            limits.append((ends_at - clock.now(), "session_limit"))
        if self._config.idle_timeout_seconds:
            ends_at = self._active_at + self._config.idle_timeout_seconds
            limits.append((ends_at - clock.monotonic(), "idle"))
        return min(limits) if limits else None

    def _check(self) -> None:
        """Do what is due, and schedule the next check."""
        if self._has_stopped or not self._current.session.is_signed_in:
            return
        self.check_limits()
        if not self._current.session.is_signed_in:
            return
        limit = self._seconds_to_limit()
        if self._seconds_to_renewal() <= 0 and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._renew())
        warned = self._current.session.event == "expiring"
        if limit is not None and limit[0] <= WARNING_SECONDS and not warned:
            self._current.report("expiring")
        else:
            self._schedule(self._current.session)

    async def _renew(self) -> None:
        try:
            await self._renewal.replace(self._current.required())
            self._failures = 0
        except SignInRequired:
            return  # the session is over or another one, and its change has been scheduled for
        except AuthError as error:
            self._failures += 1
            self._not_before = self._clock.monotonic() + self._retry_delay(error)
            self._schedule(self._current.session)

    def _retry_delay(self, error: AuthError) -> float:
        """Return the seconds to wait: twice as long each time, and different in each tab."""
        longest = float(FIRST_RETRY_SECONDS << min(self._failures - 1, 10))
        spread = 0.5 + self._random_bytes(1)[0] / 255
        asked = error.retry_after if isinstance(error, TokenRequestRejected) else None
        return max(min(longest, LONGEST_RETRY_SECONDS) * spread, asked or 0)
