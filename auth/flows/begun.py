"""Work that begins where it is called, so that a forgotten `await` leaves nothing undone."""

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator
    from typing import Any, TypeVar

    Result = TypeVar("Result")


def begun(rest: "Coroutine[Any, Any, Result]") -> "Coroutine[Any, Any, Result]":
    """Return a coroutine that does `rest` when awaited, and by itself if nobody awaits it.

    Args:
        rest: What is left to do. Whatever must happen at once has happened before this call.
    """
    return Begun(rest)  # type: ignore[return-value] # it has what a coroutine has


async def nothing() -> None:
    """Do nothing: all work was done when the function returned."""


class Begun:
    """A coroutine that the event loop runs unless somebody else does."""

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

    # Tasks made of it use these, as of any coroutine.

    def send(self, value: object) -> object:
        """Go on until the next pause."""
        return self._coroutine().send(value)

    def throw(self, error: BaseException) -> object:
        """Raise an error at the last pause."""
        return self._coroutine().throw(error)

    def close(self) -> None:
        """Stop."""
        self._coroutine().close()
