"""The settings that the stand-in or --port replaces in a configuration."""

from server.configuration import Configuration
from server.site import Site


def replaced(configuration: Configuration, site: Site) -> list[str]:
    """Return a line for each setting that the stand-in or `--port` replaces; none without it.

    Args:
        configuration: The configuration as it is in the file.
        site: What is served.
    """
    if site.cognito is None:
        return []
    pool, written = site.cognito.pool, configuration.auth
    served = configuration.at(site.origins).auth
    pairs = {
        "domain": (written.domain_origin, served.domain_origin),
        "issuer": (written.issuer, pool.issuer),
        "client_id": (written.client_id, _client_id(site, written.client_id)),
        "redirect_uri": (written.redirect_uri, served.redirect_uri),
        "logout_uri": (written.logout_uri, served.logout_uri),
    }
    lines = [
        f"  {name:<13} {now}  instead of  {before}"
        for name, (before, now) in pairs.items()
        if now != before
    ]
    if not lines:
        return []
    return [
        f"The stand-in replaces the provider in {configuration.name}:",
        *lines,
        "To use your own provider at these addresses, start with --no-stand-in.",
    ]


def _client_id(site: Site, written: str) -> str:
    assert site.cognito is not None
    clients = site.cognito.pool.clients
    return written if written in clients else ", ".join(clients)
