"""The owner of a session: serves it to clients in workers, frames and other programs."""

from .calls import SessionNumber
from .connection import Connection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..client import AuthClient
    from ..ports import Clock
    from ..session.states import Session
    from .calls import Document
    from .port import Port

MOST_CLIENTS = 64
"""Clients at once."""


class Owner:
    """Serves the session of one `AuthClient` over any number of ports.

    Clients get the session without its tokens, and call the methods of `messages.CALLS`. The
    access token leaves the owner only by `get_access_token`, where that is allowed.

    Args:
        client: The client that has the tokens.
        clock: Measures time limits.
    """

    def __init__(self, client: "AuthClient", clock: "Clock") -> None:
        self._client, self._clock = client, clock
        self._number = SessionNumber(client)
        self._connections: list[Connection] = []
        self._ignore = client.on("changed", self._changed)

    def serve(
        self,
        port: "Port",
        *,
        page: "Document | None" = None,
        allows_access_token: bool = False,
    ) -> "Callable[[], None]":
        """Serve a client until its port is closed.

        Args:
            port: The owner's end of the port.
            page: The `Page` that the client may write to; None for no document.
            allows_access_token: Whether the client may call `get_access_token`.

        Returns:
            A function that ends the connection.
        """
        connection = Connection(
            self._client,
            port,
            self._clock,
            self._number,
            page=page,
            allows_access_token=allows_access_token,
            ended=self._ended,
        )
        self._connections.append(connection)
        if len(self._connections) > MOST_CLIENTS:
            connection.close("too many clients")
        return lambda: connection.close("the owner has ended the connection")

    def close(self) -> None:
        """End every connection, for example because the page is left for good."""
        self._ignore()
        for connection in list(self._connections):
            connection.close("the owner is gone")

    def announce(self) -> None:
        """Send the session again, to clients that have to show it again."""
        self._changed(self._client.session)

    def _changed(self, session: "Session") -> None:
        for connection in list(self._connections):
            connection.show(session)

    def _ended(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
