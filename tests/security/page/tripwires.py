"""Ports that work, except for one call that fails with a secret in its message."""

from __future__ import annotations

import inspect
from typing import Any

from auth.ports import Runtime

CANARY = "C4NARY-of-this-test"
WIRED = ("storage", "shared_storage", "navigation", "transport", "crypto", "locks", "channel")
UNWIRED = ("clock", "lifecycle")  # telling the time and adding a listener cannot fail


class Tripped(Exception):
    """What no port promises to raise."""


class Tripwires:
    """Counts the calls of every port, and fails the one whose turn it is."""

    def __init__(self, fails_at: int | None) -> None:
        self._fails_at = fails_at
        self.calls: list[str] = []

    @property
    def tripped(self) -> bool:
        """Whether the call that was to fail has been made."""
        return self._fails_at is not None and len(self.calls) > self._fails_at

    def runtime(self, behind: Runtime) -> Runtime:
        """Return `behind` with a wire across each of its ports."""
        wired: dict[str, Any] = {name: _Port(self, name, getattr(behind, name)) for name in WIRED}
        return Runtime(**wired, **{name: getattr(behind, name) for name in UNWIRED})

    def count(self, call: str) -> None:
        """Count a call; raise if it is the one that shall fail."""
        self.calls.append(call)
        if len(self.calls) - 1 == self._fails_at:
            raise Tripped(f"{call} failed with {CANARY}")


class _Port:
    def __init__(self, wires: Tripwires, name: str, behind: object) -> None:
        self._wires = wires
        self._name = name
        self._behind = behind

    def __getattr__(self, method: str) -> Any:
        work = getattr(self._behind, method)
        if not callable(work):
            return work
        call = f"{self._name}.{method}"

        async def awaited(*arguments: Any, **named: Any) -> Any:
            self._wires.count(call)
            return await work(*arguments, **named)

        def called(*arguments: Any, **named: Any) -> Any:
            self._wires.count(call)
            return work(*arguments, **named)

        return awaited if inspect.iscoroutinefunction(work) else called
