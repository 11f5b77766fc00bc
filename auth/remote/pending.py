"""The calls of a client that wait for the owner."""

from ..errors import AuthError, TransportFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..ports import Clock
    from .port import Body, Port

PING_SECONDS = 15
"""How long the owner may be silent before it is asked for a sign of life, and then again."""

MOST_CALLS = 64
"""Calls that the owner works on at once; further ones wait."""

SILENT = "the owner of the session does not answer: its page is gone or frozen"


class Call:
    """A call whose result has not come yet.

    Attributes:
        value: The result, as JSON.
        body: The body that came with it.
        error: Why there is no result.
    """

    def __init__(self, port: "Port") -> None:
        self.value: object = None
        self.body: Body = None
        self.error: AuthError | None = None
        self._done, self.complete = port.completion()

    async def result(self) -> object:
        """Wait for the result.

        Raises:
            AuthError: What the owner raised, or TransportFailed.
        """
        await self._done
        if self.error is not None:
            raise self.error
        return self.value


class PendingCalls:
    """Numbers calls, and fails them all when the owner is silent.

    Args:
        port: The client's end of the port.
        clock: Measures the silence.
        ping: Asks the owner for a sign of life.
    """

    def __init__(self, port: "Port", clock: "Clock", ping: "Callable[[], None]") -> None:
        self._port, self._clock, self._ping = port, clock, ping
        self._calls: dict[int, Call] = {}
        self._waiting: list[Call] = []
        self._last = 0
        self._is_watching = self._has_heard = False

    async def begin(self) -> "tuple[int, Call]":
        """Return a new call and its number, once there are not too many."""
        while len(self._calls) >= MOST_CALLS:
            turn = Call(self._port)
            self._waiting.append(turn)
            try:
                await turn.result()
            except BaseException:  # the task was cancelled, perhaps just when its turn came
                if turn in self._waiting:
                    self._waiting.remove(turn)
                else:
                    self._wake_next()
                raise
        return self.begin_now()

    def begin_now(self) -> "tuple[int, Call]":
        """Return a new call and its number, however many there are."""
        self._last += 1
        return self._last, self.begin_again(self._last)

    def begin_again(self, number: int) -> Call:
        """Return a call for the next piece of an earlier one's stream."""
        call = self._calls[number] = Call(self._port)
        if not self._is_watching:
            self._watch()
        return call

    def take(self, number: int) -> Call | None:
        """Return a call that has its result, and forget it; None for one that is unknown."""
        call = self._calls.pop(number, None)
        if call is not None:
            self._wake_next()
        return call

    def heard(self) -> None:
        """Record a sign of life."""
        self._has_heard = True

    def fail(self, reason: str) -> None:
        """Let every call raise TransportFailed."""
        calls = list(self._calls.values()) + self._waiting
        self._calls, self._waiting = {}, []
        for call in calls:
            call.error = TransportFailed(reason)
            call.complete()

    def _wake_next(self) -> None:
        if self._waiting:
            self._waiting.pop(0).complete()

    def _watch(self) -> None:
        self._is_watching, self._has_heard = True, False
        self._clock.after(PING_SECONDS, self._first_silence)

    def _first_silence(self) -> None:
        if not self._calls:
            self._is_watching = False
        elif self._has_heard:
            self._watch()
        else:
            self._ping()
            self._clock.after(PING_SECONDS, self._second_silence)

    def _second_silence(self) -> None:
        self._is_watching = False
        if self._calls and not self._has_heard:
            self.fail(SILENT)
        elif self._calls:
            self._watch()
