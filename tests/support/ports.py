"""Finds ports that are free, and waits for servers."""

import secrets
import socket
import time
from collections.abc import Iterable

import httpx

from server import origins

SECONDS = 20


def consecutive_ports(count: int) -> int:
    """Return the first of `count` consecutive ports that are free, and not returned before."""
    while True:
        first = secrets.choice(origins.unused_ports)
        wanted = range(first, first + count)
        if set(wanted) <= set(origins.unused_ports) and _are_free(wanted):
            origins.unused_ports[:] = [one for one in origins.unused_ports if one not in wanted]
            return first


def wait_for_server(url: str) -> None:
    """Wait until a server responds at `url`, whatever the status.

    Raises:
        TimeoutError: None does.
    """
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(url)


def _are_free(ports: Iterable[int]) -> bool:
    try:
        for port in ports:
            socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
