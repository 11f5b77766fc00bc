"""The three origins that are served, and how a configuration gets others."""

import re
import secrets
import socket
from contextlib import suppress
from dataclasses import astuple, dataclass
from urllib.parse import urlsplit

from auth.encoding import url as urls
from server.errors import CannotStart

LOOPBACK_HOSTS = tuple(host.strip("[]") for host in urls.LOOPBACK_HOSTS)
"""The same names without brackets, as `urlsplit` returns them."""

HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of page, Cognito's domain and issuer, such as `http://localhost:8000`."""

    page: str
    domain: str
    issuer: str

    @classmethod
    def on_ports(cls, page: int, domain: int, issuer: int) -> "Origins":
        """Return the origins on three ports of `localhost`."""
        return cls(*(f"http://localhost:{port}" for port in (page, domain, issuer)))

    @classmethod
    def from_port(cls, first: int) -> "Origins":
        """Return the origins on three consecutive ports.

        Raises:
            CannotStart: The last of them would not be a port.
        """
        if not 1 <= first <= HIGHEST_PORT - 2:
            raise CannotStart(f"--port: got {first}, expected 1 to {HIGHEST_PORT - 2}.")
        return cls.on_ports(first, first + 1, first + 2)


def is_loopback(url: str) -> bool:
    """Return whether the host of `url` is a loopback address."""
    return urlsplit(url).hostname in LOOPBACK_HOSTS


def origin_of(url: str) -> str:
    """Return the scheme, host and port of `url`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def port_of(origin: str) -> int:
    """Return the port of an http or https origin, or the default port."""
    parts = urlsplit(origin)
    return parts.port or (443 if parts.scheme == "https" else 80)


def replace_origins(text: str, old: Origins, new: Origins) -> str:
    """Return `text` with the host and port of each loopback origin in `old` replaced.

    Args:
        text: The text of a configuration.
        old: The origins in it. All are replaced at once, so `old` and `new` may share ports.
        new: The origins to write instead.
    """
    moves = {
        urlsplit(before).netloc: urlsplit(after).netloc
        for before, after in zip(astuple(old), astuple(new), strict=True)
        if is_loopback(before)
    }
    if not moves:
        return text
    places = "|".join(re.escape(place) for place in moves)
    return re.sub(rf"(?<![\w.\-])(?:{places})(?![\w.\-])", lambda found: moves[found[0]], text)


unused_ports = list(range(20_000, 30_000))
"""Ports below those that systems give to outgoing connections, which could take one meanwhile."""


def free_origins() -> Origins:
    """Return origins on three ports that are currently free, and not returned before."""
    ports: list[int] = []
    while len(ports) < 3:
        port = unused_ports.pop(secrets.randbelow(len(unused_ports)))
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            ports.append(port)
    return Origins.on_ports(*ports)
