"""The stand-in for Amazon Cognito: a user pool with its domain and its issuer."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from .fault_injection import FaultInjection
from .origins import domain_application, issuer_application, replica_application
from .service import Service
from .state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from starlette.types import ASGIApp

    from .pool import Pool
    from .signing import KeyRing


class FakeCognito(Service):
    """A local Cognito user pool, with ASGI applications for its origins.

    `domain_app` serves the domain, `issuer_app` the issuer and its replica, and `replica_app` the
    replica alone.

    Args:
        pool: The user pool.
        now: Returns the time in epoch seconds.
        keys: The signing keys of the primary Region; the process's own by default.
        sleep: Waits for a number of seconds, for slow responses.
        state_path: A file for the state. It is read at once, and written after every change.

    Raises:
        StateFileDamaged: the state file exists but is damaged.
    """

    def __init__(
        self,
        pool: Pool,
        *,
        now: Callable[[], float] = time.time,
        keys: KeyRing | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        state_path: Path | None = None,
    ) -> None:
        super().__init__(pool, now=now, keys=keys)
        self._state_file = None if state_path is None else StateFile(state_path)
        if self._state_file is not None:
            self._state_file.restore(self)
        self.domain_app: ASGIApp = FaultInjection(domain_application(self), self, sleep=sleep)
        self.issuer_app: ASGIApp = FaultInjection(issuer_application(self), self, sleep=sleep)
        self.replica_app: ASGIApp = FaultInjection(replica_application(self), self, sleep=sleep)

    def rotate_keys(self, *, withdraw_old: bool = False) -> None:
        """Sign with two new keys; keep the old ones published, unless `withdraw_old`."""
        self.issuers.signing.keys.rotate(withdraw_old=withdraw_old)
        self.save_state()

    def end_all_sessions(self, username: str | None = None) -> tuple[int, int]:
        """End all browser sessions and token families.

        Args:
            username: The user whose sessions end; by default everybody's.

        Returns:
            How many sessions and how many families ended.
        """
        self.codes.invalidate_all(username)
        ended = self.sessions.end_all(username), self.families.revoke_all(username)
        self.save_state()
        return ended

    def save_state(self) -> None:
        """Write the state file, if there is one and the state has changed."""
        if self._state_file is not None:
            self._state_file.save(self)
