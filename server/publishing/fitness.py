"""Which configurations are fit for production, and where on its host the page is going to live."""

import re
from urllib.parse import urlsplit

from server.configuration import Configuration
from server.errors import CannotStart
from server.origins import is_loopback

_BASE = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*")


def refuse_this_machine(configuration: Configuration) -> None:
    """Accept only a configuration whose every address is out there, over https.

    Raises:
        CannotStart: one is on this machine, where alone plain http is allowed.
    """
    auth = configuration.auth
    addresses = [
        ("domain", auth.domain_origin),
        ("issuer", auth.issuer),
        ("redirect_uri", auth.redirect_uri),
        ("logout_uri", auth.logout_uri),
        *(("api_origins", origin) for origin in auth.api_origins),
    ]
    if auth.aws is not None:
        addresses.append(("identity_origin", auth.aws.identity_origin))
        addresses += [("aws_origins", origin) for origin in auth.aws.aws_origins]
    for key, address in addresses:
        if is_loopback(address) or not address.startswith("https://"):
            raise CannotStart(
                f"{configuration.name} has the {key} {address}, which is on this machine: name one "
                "that visitors can reach over https, or build for this machine alone with "
                "--allow-loopback."
            )


def base_of(configuration: Configuration) -> str:
    """Give the path that the page lives below: the folder that its redirect URI is in."""
    return urlsplit(configuration.auth.redirect_uri).path.rpartition("/")[0] + "/"


def require_redirect_below(base: str, configuration: Configuration) -> None:
    """Accept a base that is one, and that people come back to.

    Raises:
        CannotStart: it is not a path of folders, or the redirect URI leads elsewhere.
    """
    if not _BASE.fullmatch(base):
        raise CannotStart(f"The page cannot live at {base}: --base takes a path such as /app/.")
    if base.startswith("/api/"):
        raise CannotStart(f"The page cannot live at {base}: /api is where its API is.")
    redirect_uri = configuration.auth.redirect_uri
    if not (urlsplit(redirect_uri).path or "/").startswith(base):
        raise CannotStart(
            f"{configuration.name} has the redirect_uri {redirect_uri}, which is not below {base}: "
            "people would come back to where the page is not."
        )
