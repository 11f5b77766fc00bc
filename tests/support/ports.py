"""Finds ports that are free."""

import socket


def three_free_ports() -> int:
    """Return the first of three consecutive ports that are free."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as found:
            first = int(found.getsockname()[1])
        if all(_is_free(port) for port in range(first, first + 3)):
            return first


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
