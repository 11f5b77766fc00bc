"""Listening sockets on this machine alone, opened first: a taken port shows at once."""

import errno
import socket

from server.errors import CannotStart

# Browsers may take `localhost` for either address, whichever they try first.
ADDRESSES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
# A machine without IPv6 says one of these; its browsers do not try ::1 either.
NO_SUCH_ADDRESS = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT})


def listen(port: int, *, purpose: str) -> list[socket.socket]:
    """Listen on `port` of every loopback address that this machine has.

    `purpose` says in the message what the port was wanted for.

    Raises:
        CannotStart: the port is taken or not allowed.
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
    # Connections inherit it. Without it, an answer whose head and body are two writes waits for the
    # client's delayed acknowledgement, 40 ms, and asyncio sets it for other kinds of socket only.
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return [opened]


def _explain(failure: OSError, port: int, purpose: str) -> str:
    if failure.errno == errno.EADDRINUSE:
        return (
            f"Port {port}, wanted for {purpose}, is taken by another program: stop that program, "
            "or choose three other ports in a row with --port, for example --port 8010."
        )
    return f"Port {port}, wanted for {purpose}, cannot be used: {failure.strerror}."
