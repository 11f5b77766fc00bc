"""Serve Cognito and the API as if they were far away: a proxy that delays what passes through it.

A connection begins with the round trips of TCP and of TLS 1.3 (RFC 8446 2), in which nothing else
passes. Nothing is encrypted: on one machine, that takes less than a millisecond.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from starlette.types import ASGIApp, Receive, Scope, Send

HANDSHAKES = 2
"""Round trips before the first byte of a request: one for TCP, one for TLS."""

_CHUNK = 65536
Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextmanager
def forwarding(ports: Mapping[int, int], round_trip_seconds: float) -> Iterator[None]:
    """Forward connections from each port to another one while the `with` block lasts.

    Args:
        ports: The port that listens on 127.0.0.1, and the one that it leads to.
        round_trip_seconds: How long a byte travels to the other port and back.
    """
    ready, ended = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def run() -> None:
        servers = [
            await asyncio.start_server(_forward(near, round_trip_seconds), "127.0.0.1", far)
            for far, near in ports.items()
        ]
        ready.set()
        await ended.wait()
        for server in servers:
            server.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), name="distance")
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


def delayed(app: ASGIApp, port: int, path: str, seconds: float) -> ASGIApp:
    """Return `app` with a delay before each request below `path` at `port`."""

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["server"][1] == port and scope["path"].startswith(path):
            await asyncio.sleep(seconds)
        await app(scope, receive, send)

    return respond


def moved(app: ASGIApp, ports: Mapping[int, int]) -> ASGIApp:
    """Return `app` with other port numbers: it sees the second of each pair."""

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        host, port = scope["server"]
        await app({**scope, "server": (host, ports.get(port, port))}, receive, send)

    return respond


def _forward(port: int, round_trip_seconds: float) -> Connected:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = asyncio.get_running_loop().time() + HANDSHAKES * round_trip_seconds
        near_reader, near_writer = await asyncio.open_connection("127.0.0.1", port)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(
                _pass_on(reader, near_writer, first, round_trip_seconds / 2),
                _pass_on(near_reader, writer, first, round_trip_seconds / 2),
            )
        for one in (writer, near_writer):
            one.close()

    return connected


async def _pass_on(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, first: float, delay: float
) -> None:
    """Pass bytes on, each after a delay, and none before the moment `first`."""
    loop = asyncio.get_running_loop()
    travelling: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def arrive() -> None:
        while True:
            at, data = await travelling.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            if not data:
                return target.write_eof()
            target.write(data)

    arriving = asyncio.create_task(arrive())
    while True:
        data = await source.read(_CHUNK)
        travelling.put_nowait((max(loop.time(), first) + delay, data))
        if not data:
            return await arriving
