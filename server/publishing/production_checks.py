"""Checks of a configuration for production, and of the path that the page is served below."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from auth.config import AuthConfig
from server.configuration import Configuration
from server.errors import CannotStart
from server.public_files import is_page_of_the_app

_BASE = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*")
# Not "*" alone: that would respond to every missing file with the page.
_ROUTE = re.compile(r"(?:[\w-]+/)*(?:[\w-]+/?|(?<=/)\*)", re.ASCII)


def require_public_addresses(configuration: Configuration) -> None:
    """Check that every address in the configuration uses https and is not a loopback address.

    Args:
        configuration: What the page is built for.

    Raises:
        CannotStart: One is a loopback address, or uses plain http.
    """
    for key, address in _addresses(configuration.auth):
        if _is_this_machine(address) or not address.startswith("https://"):
            raise CannotStart(
                f"{configuration.name}: {key} is {address}, expected a public address with https. "
                "To build for this machine only, add --allow-loopback."
            )


def _addresses(auth: AuthConfig) -> Iterator[tuple[str, str]]:
    """Yield every address in the configuration with its key."""
    yield "domain", auth.domain_origin
    yield "issuer", auth.issuer
    yield from (("replica_issuers", issuer) for issuer in auth.replica_issuers)
    yield from (("jwks_uri", uri) for uri in auth.jwks_uris.values())
    yield "redirect_uri", auth.redirect_uri
    yield "logout_uri", auth.logout_uri
    yield from (("api_origins", origin) for origin in auth.api_origins)
    if auth.aws is not None:
        yield "identity_origin", auth.aws.identity_origin
        yield from (("aws_origins", origin) for origin in auth.aws.aws_origins)


def _is_this_machine(address: str) -> bool:
    """Return whether `address` is a loopback address, by number or by name."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_loopback  # RFC 1122 3.2.1.3, RFC 4291 2.5.3
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")  # RFC 6761 6.3


def base_of(configuration: Configuration) -> str:
    """Return the path that the page is served below: the folder that its redirect URI is in."""
    return urlsplit(configuration.auth.redirect_uri).path.rpartition("/")[0] + "/"


def require_redirect_below(base: str, configuration: Configuration) -> None:
    """Check that `redirect_uri` leads to a page below `base`.

    Args:
        base: The path that the page is served below.
        configuration: What the page is built for.

    Raises:
        CannotStart: `base` is not a path of folders, or the redirect URI is not a page below it.
    """
    if not is_base(base):
        raise CannotStart(
            f"--base: got {base}, expected a path with a slash at both ends, such as /app/, "
            "and not below /api/."
        )
    redirect_uri = configuration.auth.redirect_uri
    path = urlsplit(redirect_uri).path or "/"
    if not path.startswith(base):
        raise CannotStart(
            f"{configuration.name}: redirect_uri is {redirect_uri}, which is not below {base}, the "
            "path of the page. Correct one of the two."
        )
    if not is_page(path, base):
        raise CannotStart(
            f"{configuration.name}: there is no page at the redirect_uri {redirect_uri}: below "
            f"{base}, paths in api/, auth/ and static/ and paths with a file extension are files. "
            f"Use a path such as {base} or {base}callback."
        )


def is_base(path: str) -> bool:
    """Return whether a page can be served below `path`: a path of folders that is not the API's."""
    return _BASE.fullmatch(path) is not None and not path.startswith("/api/")


def is_page(path: str, base: str = "/") -> bool:
    """Return whether hosts respond with the page at `path`, as it is written in a URL.

    Args:
        path: A path below `base`.
        base: The path that the page is served below.
    """
    path = unquote(path).removeprefix(base)
    return path.isprintable() and (path == "index.html" or is_page_of_the_app(path))


def require_routes_below(base: str, routes: Iterable[str]) -> None:
    """Check that every route is a page of the app below `base`.

    Args:
        base: The path that the page is served below.
        routes: Paths; a `*` at the end stands for anything.

    Raises:
        CannotStart: One of them is not.
    """
    for route in routes:
        below = route.removeprefix(base)
        if below == route or not _ROUTE.fullmatch(below) or not is_page_of_the_app(below):
            raise CannotStart(
                f"--route: got {route}, expected the path of a page below {base}, such as "
                f"{base}about or {base}reports/*."
            )
