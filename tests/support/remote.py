"""An owner of a session and a client of it, in one process, connected by a double of a port."""

import asyncio
import json
from typing import Any

from auth.remote.client import RemoteClient
from auth.remote.owner import Owner
from auth.testing.message_port import LocalPort
from tests.support.tab import Browser, Tab, signed_in

__all__ = ["Pair", "RawClient", "connected", "settle"]


class Pair:
    """A tab whose page owns a session, and a client of it in a worker."""

    def __init__(self, tab: Tab, **options: Any) -> None:
        self.tab = tab
        streams = options.pop("transfers_streams", True)
        self.owner = Owner(tab.client, tab.browser.clock)
        self.owner_port, self.client_port = LocalPort.pair(transfers_streams=streams)
        self.end = self.owner.serve(self.owner_port, **options)
        self.client = RemoteClient(self.client_port, tab.browser.clock)

    def messages(self) -> str:
        """Return everything that went over the port, in both directions."""
        return "\n".join(self.owner_port.sent + self.client_port.sent)


async def connected(browser: Browser, username: str = "ada", **options: Any) -> Pair:
    """Return a client of an owner that has signed somebody in, or nobody for "".

    Args:
        browser: The browser.
        username: Who is signed in.
        options: Those of `Owner.serve`, and `transfers_streams`.
    """
    if username:
        tab = await signed_in(browser, username)
    else:
        tab = browser.tab()
        await tab.client.start()
    pair = Pair(tab, **options)
    await pair.client.start()
    return pair


async def settle() -> None:
    """Let the messages that are under way arrive, and what they lead to happen."""
    for _ in range(30):
        await asyncio.sleep(0)


class RawClient:
    """A client that sends whatever a test wants, and records what the owner answers.

    Attributes:
        received: The owner's messages.
        is_closed: Whether the owner has closed the port.
    """

    def __init__(self, pair: Pair, **options: Any) -> None:
        ours, self.port = LocalPort.pair()
        pair.owner.serve(ours, **options)
        self.received: list[dict[str, object]] = []
        self.is_closed = False
        self.port.listen(self._received, self._closed)

    async def send(self, *messages: object, body: bytes | None = None) -> list[dict[str, object]]:
        """Send messages, as they are or as JSON, and return all that the owner has answered."""
        for message in messages:
            text = message if isinstance(message, str) else json.dumps(message)
            self.port.post(text, body)
        await settle()
        return self.received

    def _received(self, message: str, _body: object) -> None:
        self.received.append(json.loads(message))

    def _closed(self) -> None:
        self.is_closed = True
