"""The origins that a Content-Security-Policy allows requests to (CSP Level 3, 2.2.2, 6.7.2.8)."""

import re
from urllib.parse import urlsplit

from server.origins import port_of

# A protocol, a host or the end of one, a port, and a path.
_HOST_SOURCE = re.compile(
    r"(?:([a-z][a-z0-9+.-]*)://)?(\*\.)?([a-z0-9.-]+)(?::(\d+|\*))?(?:/.*)?", re.IGNORECASE
)


def may_fetch(header: str, origin: str) -> bool:
    """Return whether all policies in this header allow requests to `origin`; paths are ignored.

    Args:
        header: The value of a `Content-Security-Policy` header.
        origin: Scheme, host and port.
    """
    return all(
        any(_matches(source.lower(), origin) for source in _sources(policy))
        for policy in header.split(",")
    )


def _sources(policy: str) -> list[str]:
    """Return the sources for requests in one policy; the first of equal directives counts."""
    directives: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.split() or [""]
        directives.setdefault(name.lower(), sources)
    return directives.get("connect-src", directives.get("default-src", ["*"]))


def _matches(source: str, origin: str) -> bool:
    url = urlsplit(origin)
    if source in (origin, "*", f"{url.scheme}:"):
        return True
    found = _HOST_SOURCE.fullmatch(source)
    if found is None:
        return False
    scheme, any_below, host, port = found.groups()
    name = url.hostname or ""
    is_host = name.endswith(f".{host}") if any_below else name == host
    usual = port_of(f"{url.scheme}://{host}")
    is_port = port == "*" or int(port or usual) == port_of(origin)
    return is_host and is_port and scheme in (None, url.scheme)
