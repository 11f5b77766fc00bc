"""Checks of a configuration for production, and of the path that the page is served below."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from auth.config import AuthConfig
from server.configuration import Configuration
from server.errors import CannotStart
from server.public_files import is_page_of_the_app

_BASE = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*")


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
                f"{configuration.name} has the {key} {address}, which is on this machine: name one "
                "that visitors can reach over https, or build for this machine alone with "
                "--allow-loopback."
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
    if not _BASE.fullmatch(base):
        raise CannotStart(f"The page cannot live at {base}: --base takes a path such as /app/.")
    if base.startswith("/api/"):
        raise CannotStart(f"The page cannot live at {base}: /api is where its API is.")
    redirect_uri = configuration.auth.redirect_uri
    path = urlsplit(redirect_uri).path or "/"
    if not path.startswith(base):
        raise CannotStart(
            f"{configuration.name} has the redirect_uri {redirect_uri}, which is not below {base}: "
            "people would come back to where the page is not."
        )
    if path != f"{base}index.html" and not is_page_of_the_app(path.removeprefix(base)):
        raise CannotStart(
            f"{configuration.name} has the redirect_uri {redirect_uri}, where no page is: below "
            f"{base}, what is in api/, auth/ and static/ or has an extension is a file."
        )
