"""Listening sockets on the loopback addresses."""

import errno
import socket

from server.errors import CannotStart

# Browsers may try either address of `localhost` first.
ADDRESSES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
# The errors of a machine without IPv6, whose browsers do not try ::1 either.
NO_SUCH_ADDRESS = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT})


def listen(port: int, *, purpose: str) -> list[socket.socket]:
    """Listen on a port of every loopback address of this machine.

    Args:
        port: The port.
        purpose: What it is for, for the message.

    Raises:
        CannotStart: The port is in use or not allowed.
    """
    opened: list[socket.socket] = []
    try:
        for family, address in ADDRESSES:
            opened.extend(_open(family, address, port))
    except OSError as failure:
        close(opened)
        raise CannotStart(_explain(failure, port, purpose)) from None
    return opened


def close(sockets: list[socket.socket]) -> None:
    """Close all of `sockets`."""
    for one in sockets:
        one.close()


def _open(family: socket.AddressFamily, address: str, port: int) -> list[socket.socket]:
    try:
        opened = socket.create_server((address, port), family=family, backlog=128)
    except OSError as failure:
        if family == socket.AF_INET6 and failure.errno in NO_SUCH_ADDRESS:
            return []
        raise
    # Connections inherit it. Without it, a body that is written after its headers waits 40 ms for
    # the client's delayed acknowledgement; asyncio sets it for other kinds of socket only.
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return [opened]


def _explain(failure: OSError, port: int, purpose: str) -> str:
    if failure.errno == errno.EADDRINUSE:
        return (
            f"Port {port} for {purpose} is in use. Stop the program that uses it, or choose other "
            "ports: --port 8010 uses 8010, 8011 and 8012."
        )
    return f"Port {port} for {purpose} cannot be used: {failure.strerror}. Use --port."
