"""Lock accounts after wrong passwords and codes (Cognito: lockout behavior, quotas)."""

from __future__ import annotations

from dataclasses import dataclass

from ..directory_errors import DirectoryError

# The fifth failure locks for a second, and each further one for twice as long.
_FREE_FAILURES = 5
_LONGEST_LOCK_SECONDS = 900
_QUIET_SECONDS = 900
_HOUR = 3600


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last_at: float = 0
    locked_until: float = 0


class Attempts:
    """Wrong passwords and codes at sign-in, and wrong answers to signed-in people's requests."""

    def __init__(self) -> None:
        self._sign_ins: dict[str, _Failures] = {}
        self._requests: dict[tuple[str, str], list[float]] = {}

    def check_sign_in(self, username: str, now: float) -> None:
        """Check that an account is not locked. A refused attempt does not prolong the lock.

        Raises:
            DirectoryError: it is locked.
        """
        failures = self._sign_ins.get(username)
        if failures is None:
            return
        if now < failures.locked_until:
            raise DirectoryError("Password attempts exceeded", "NotAuthorizedException")
        if now - failures.last_at >= _QUIET_SECONDS:
            del self._sign_ins[username]

    def record_failure(self, username: str, now: float) -> None:
        """Record a wrong password or code."""
        failures = self._sign_ins.setdefault(username, _Failures())
        failures.count += 1
        failures.last_at = now
        if failures.count >= _FREE_FAILURES:
            doubled = 2 ** min(failures.count - _FREE_FAILURES, 10)
            failures.locked_until = now + min(doubled, _LONGEST_LOCK_SECONDS)

    def record_success(self, username: str) -> None:
        """Forget the failures of somebody who has signed in."""
        self._sign_ins.pop(username, None)

    def check_request(self, username: str, operation: str, most: int, now: float) -> None:
        """Check that a signed-in person has not failed too often within an hour.

        Raises:
            DirectoryError: the person has failed `most` times.
        """
        key = username, operation
        recent = [at for at in self._requests.get(key, ()) if 0 <= now - at < _HOUR]
        self._requests[key] = recent
        if len(recent) >= most:
            raise DirectoryError(
                "Attempt limit exceeded, please try after some time.", "LimitExceededException"
            )

    def record_failed_request(self, username: str, operation: str, now: float) -> None:
        """Record a wrong password or code of a signed-in person."""
        self._requests.setdefault((username, operation), []).append(now)

    def forget(self, username: str) -> None:
        """Delete everything about an account."""
        self._sign_ins.pop(username, None)
        self._requests = {key: at for key, at in self._requests.items() if key[0] != username}
