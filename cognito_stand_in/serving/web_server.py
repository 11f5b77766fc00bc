"""A web server for the stand-in, which stops at once (ASGI, RFC 8446)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

    from starlette.types import ASGIApp

    from .tls import TlsFiles

# Of a request's headers: people in many groups have large access tokens.
HEADER_BYTES = 1_048_576
# How long a stop waits for unfinished responses.
SECONDS_TO_FINISH = 1


class WebServer(uvicorn.Server):
    """A server of some sockets, over http or TLS.

    Args:
        app: The application.
        files: The certificate; None for http.
    """

    def __init__(self, app: ASGIApp, files: TlsFiles | None = None) -> None:
        config = uvicorn.Config(
            app,
            http="h11",  # faults and shutdown use its attributes
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_level="warning",
            access_log=False,  # it would write codes in query strings
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=SECONDS_TO_FINISH,
            h11_max_incomplete_event_size=HEADER_BYTES,
            ssl_certfile=None if files is None else files.certificate,
            ssl_keyfile=None if files is None else files.key,
        )
        super().__init__(config)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop. Idle connections are aborted, other ones get a second.

        At its end, TLS waits half a minute for the client's `close_notify` (RFC 8446 6.1), which
        browsers do not send on connections that they have opened in advance.
        """
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            if cycle is None or cycle.response_complete:
                connection.transport.abort()
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def run(servers: Sequence[tuple[WebServer, list[socket.socket]]]) -> None:
    """Run servers, each with its sockets, in one event loop until Ctrl-C.

    At a signal, the last server stops first. Then it raises the signal again, for the one before.
    """

    async def serve() -> None:
        await asyncio.gather(*(server.serve(sockets) for server, sockets in servers))

    with suppress(KeyboardInterrupt):
        asyncio.run(serve())
