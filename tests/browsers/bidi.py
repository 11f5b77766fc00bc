"""WebDriver BiDi (W3C): commands to a browser by WebSocket, and the events that come between."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.browsers.tab import DriverError
from tests.browsers.waiting import TIMEOUT_SECONDS


class BiDi:
    """One session. `events` grows with whatever arrives while an answer is waited for."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = count(1)
        self.events: list[dict[str, Any]] = []

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Give a command and wait for the answer.

        Raises:
            DriverError: the browser refuses it.
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
    """Start a session at the WebSocket `address`; the browser ends with it."""
    with connect(address, max_size=None, proxy=None) as socket:
        bidi = BiDi(socket)
        bidi.ask("session.new", capabilities={})
        try:
            yield bidi
        finally:
            bidi.ask("browser.close")
