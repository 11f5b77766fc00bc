"""Record the requests of a tab (Chrome DevTools Protocol, Network)."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession

Event = dict[str, Any]


@dataclass(slots=True)
class Load:
    """A request: when it was sent, in seconds of the browser's clock, and the received bytes."""

    url: str
    sent_at: float
    received: list[tuple[float, int]] = field(default_factory=list)
    finished: tuple[float, int] | None = None

    def bytes_until(self, moment: float) -> int:
        """Return the bytes that were received by then; with headers if it was complete."""
        if self.finished is not None and self.finished[0] <= moment:
            return self.finished[1]
        return sum(count for at, count in self.received if at <= moment)


class Loads:
    """Every request of a tab since the last `clear`."""

    def __init__(self, cdp: CDPSession) -> None:
        self._loads: dict[str, Load] = {}
        cdp.on("Network.requestWillBeSent", self._sent)
        cdp.on("Network.dataReceived", self._received)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.send("Network.enable")

    def clear(self) -> None:
        """Delete all requests."""
        self._loads.clear()

    def sent_at(self, address: str) -> float:
        """Return when the first request for `address` was sent, with any query.

        Raises:
            StopIteration: there was none.
        """
        return next(
            load.sent_at for load in self._loads.values() if load.url.partition("?")[0] == address
        )

    def bytes_until(self, moment: float, *, containing: str = "") -> int:
        """Return the bytes received by `moment` from URLs that contain a string."""
        loads = [load for load in self._loads.values() if containing in load.url]
        return sum(load.bytes_until(moment) for load in loads)

    def _sent(self, event: Event) -> None:
        load = Load(event["request"]["url"], event["timestamp"])
        self._loads.setdefault(event["requestId"], load)

    def _received(self, event: Event) -> None:
        if load := self._loads.get(event["requestId"]):
            load.received.append((event["timestamp"], event["encodedDataLength"]))

    def _finished(self, event: Event) -> None:
        if load := self._loads.get(event["requestId"]):
            load.finished = (event["timestamp"], int(event["encodedDataLength"]))
