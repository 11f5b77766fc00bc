"""WebDriver BiDi (W3C): sends commands to a browser by WebSocket, and receives events."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.browsers.tab import DriverError
from tests.browsers.waiting import TIMEOUT_SECONDS


class BiDi:
    """One session; `events` collects the events that arrive while a command runs."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = count(1)
        self.events: list[dict[str, Any]] = []

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command and return its result.

        Raises:
            DriverError: The browser reports an error.
        """
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (message := self._receive()).get("id") != number:
            self.events.append(message)
        if message["type"] == "error":
            raise DriverError(f"{method}: {message['error']}")
        result: dict[str, Any] = message["result"]
        return result

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._socket.recv(TIMEOUT_SECONDS))
        return message


@contextmanager
def session(address: str) -> Iterator[BiDi]:
    """Start a session at the WebSocket `address`, and close the browser at its end."""
    with connect(address, max_size=None, proxy=None) as socket:
        bidi = BiDi(socket)
        bidi.ask("session.new", capabilities={})
        try:
            yield bidi
        finally:
            bidi.ask("browser.close")
