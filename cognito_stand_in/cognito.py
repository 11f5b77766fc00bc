"""The stand-in for Amazon Cognito: a pool, its domain and its issuer, and no AWS behind them."""

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
    """A user pool at work: two ASGI applications over one memory.

    `now` gives epoch seconds. `keys` replaces the process's own RSA keys. `sleep` is what a slow
    answer waits with. With `state_path`, what happened survives a restart: the file is read now
    and written after every change.

    Raises:
        StateFileDamaged: the state file is there but cannot be trusted.
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
        """Sign with two new keys; the old ones stay published unless withdrawn."""
        self.issuers.signing.keys.rotate(withdraw_old=withdraw_old)
        self.save_state()

    def end_all_sessions(self, username: str | None = None) -> tuple[int, int]:
        """End browser sessions and families of tokens (of one person); tell how many of each."""
        self.codes.burn_all(username)
        ended = self.sessions.end_all(username), self.families.revoke_all(username)
        self.save_state()
        return ended

    def save_state(self) -> None:
        """Write the state file, if there is one and something changed."""
        if self._state_file is not None:
            self._state_file.save(self)
