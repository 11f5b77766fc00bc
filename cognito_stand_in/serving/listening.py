"""Listen at the ports of a stand-in, on loopback addresses unless others were given."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import ExitStack

# Browsers may try either address of `localhost` first.
LOOPBACK = ("127.0.0.1", "::1")
# A foreign page may use another name for this machine (DNS rebinding).
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def listen(
    stack: ExitStack, port: int, addresses: Sequence[str] = (), option: str = "--port"
) -> list[socket.socket]:
    """Listen at a port, or end the program if that is not possible.

    Args:
        stack: Closes the sockets at the end.
        port: The port.
        addresses: The IP addresses; by default IPv4's loopback address and, if the machine has
            it, IPv6's.
        option: The option that chooses another port, for the message.
    """
    opened: list[socket.socket] = []
    for address in addresses or LOOPBACK:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            one = stack.enter_context(socket.create_server((address, port), family=family))
        except OSError as failure:
            if not addresses and family == socket.AF_INET6 and failure.errno != errno.EADDRINUSE:
                continue
            if failure.errno == errno.EADDRNOTAVAIL:
                sys.exit(f"--host: this machine does not have the address {address}.")
            sys.exit(
                f"Port {port} cannot be used: {failure.strerror}. Choose another one with {option}."
            )
        # Connections inherit this. Without it, a body may arrive 40 ms after its headers.
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.append(one)
    return opened


def exposure_lines(addresses: Sequence[str], hosts: Sequence[str]) -> list[str]:
    """Return the lines that say what addresses other than loopback mean."""
    others = [one for one in addresses if not ipaddress.ip_address(one).is_loopback]
    if not others:
        return []
    return [
        "",
        f"It listens at {', '.join(others)}: whoever can reach this address can sign in, because",
        "the passwords are public. Requests have to name one of these hosts (--allow-host adds",
        f"more): {', '.join(dict.fromkeys(hosts))}.",
    ]
