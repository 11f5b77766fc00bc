"""Record the events of one tab: a bounded list in sessionStorage, which survives a redirect.

Each event is also sent on a channel to inspectors in other tabs, which request older events there.
"""

import binascii
import json

from auth.errors import StorageUnavailable

CHANNEL = "cognito.inspector"
PREFIX = "inspector.recording."
"""Each event has its own key with a number, so that writing one does not rewrite the others."""

NEXT_KEY = "inspector.next"
TAB_KEY = "inspector.tab"
LIMIT = 250
"""How many of the latest events are stored: about ten sign-ins."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from auth.ports import Channel, Clock, Storage
    from inspector.recorder.redaction import Facts


class Tape:
    """Stores and sends events, which the caller has redacted."""

    def __init__(
        self,
        *,
        storage: "Storage",
        channel: "Channel",
        clock: "Clock",
        random_bytes: "Callable[[int], bytes]",
    ) -> None:
        self._storage = storage
        self._channel: Channel | None = channel
        self._clock = clock
        self._program = binascii.hexlify(random_bytes(4)).decode()
        self._count = 0
        self.tab = self._tab_name()
        channel.listen(self._heard)

    def note(
        self,
        kind: str,
        what: str,
        *,
        source: str = "page",
        target: str = "page",
        facts: "Facts | None" = None,
        status: int = 0,
        since: float | None = None,
    ) -> None:
        """Record one event.

        Args:
            kind: The kind of event, such as `request`.
            what: What happened.
            source: The lane that it comes from.
            target: The lane that it goes to.
            facts: Pairs of a name and a redacted value.
            status: The status of a response.
            since: When it began, by the monotonic clock, for the duration.
        """
        self._count += 1
        event = {
            "id": f"{self._program}.{self._count}",
            "at": self._clock.now(),
            "kind": kind,
            "what": what,
            "source": source,
            "target": target,
            "facts": facts or [],
            "status": status,
            "ms": -1.0 if since is None else (self._clock.monotonic() - since) * 1000,
        }
        line = json.dumps(event)
        self._keep(line)
        self._say([line])

    def lines(self) -> "list[str]":
        """Return the events of this tab as JSON strings, oldest first."""
        try:
            end = self._next()
            numbers = range(max(0, end - LIMIT), end)
            found = [self._storage.get(PREFIX + str(number)) for number in numbers]
        except StorageUnavailable:
            return []
        return [line for line in found if line]

    def close(self) -> None:
        """Stop sending, because another program on this page does; events are still stored."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _keep(self, line: str) -> None:
        try:
            number = self._next()
            self._storage.set(PREFIX + str(number), line)
            self._storage.set(NEXT_KEY, str(number + 1))
            self._storage.remove(PREFIX + str(number - LIMIT))
        except StorageUnavailable:
            return

    def _next(self) -> int:
        text = self._storage.get(NEXT_KEY) or ""
        return int(text) if text and not text.strip("0123456789") else 0

    def _say(self, lines: "list[str]") -> None:
        if self._channel is not None:
            said = {"event": "recorded", "tab": self.tab, "lines": lines}
            self._channel.post(json.dumps(said))

    def _heard(self, message: str) -> None:
        if message == WANTED:
            self._say(self.lines())
        elif message == UNWANTED:
            self._forget()

    def _forget(self) -> None:
        try:
            for key in self._storage.keys():
                if key.startswith(PREFIX):
                    self._storage.remove(key)
        except StorageUnavailable:
            return

    def _tab_name(self) -> str:
        try:
            name = self._storage.get(TAB_KEY) or self._program
            self._storage.set(TAB_KEY, name)
        except StorageUnavailable:
            return self._program
        return name


WANTED = json.dumps({"event": "recording_wanted"})
"""The message that requests all recordings."""

UNWANTED = json.dumps({"event": "recording_unwanted"})
"""The message that deletes all recordings."""
