"""Coroutines that the event loop runs if the caller forgets `await`."""

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator
    from typing import Any, TypeVar

    Result = TypeVar("Result")


def autorun(rest: "Coroutine[Any, Any, Result]") -> "Coroutine[Any, Any, Result]":
    """Return a coroutine that runs `rest` when awaited, or else from the event loop.

    Args:
        rest: The work that may happen later; the caller does urgent work before this call.
    """
    return AutorunCoroutine(rest)  # type: ignore[return-value] # it has what a coroutine has


async def nothing() -> None:
    """Return: the caller has done all work already."""


class AutorunCoroutine:
    """A coroutine that the event loop runs unless it is awaited."""

    def __init__(self, rest: "Coroutine[Any, Any, Any]") -> None:
        self._rest = rest
        self._awaited: Any = None
        self._runs_itself = False
        self._task = asyncio.create_task(self._unless_awaited())

    async def _unless_awaited(self) -> object:
        if self._awaited is not None:
            return None
        self._runs_itself = True
        return await self._rest

    async def _wait(self) -> object:
        return await self._task

    def _coroutine(self) -> "Any":  # noqa: ANN401 - whatever coroutines there are
        if self._awaited is None:
            self._awaited = self._wait() if self._runs_itself else self._rest
        return self._awaited

    def __await__(self) -> "Generator[Any, Any, Any]":
        return self._coroutine().__await__()  # type: ignore[no-any-return]

    def __iter__(self) -> "Any":  # noqa: ANN401 - MicroPython awaits by it
        return self._coroutine()

    # asyncio.create_task calls these.

    def send(self, value: object) -> object:
        """Resume until the next suspension (PEP 342)."""
        return self._coroutine().send(value)

    def throw(self, error: BaseException) -> object:
        """Raise `error` where the coroutine is suspended (PEP 342)."""
        return self._coroutine().throw(error)

    def close(self) -> None:
        """Cancel the rest (PEP 342)."""
        self._coroutine().close()
