"""What `serve.py` prints when it starts: where everything is, and who can sign in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from server.site import Site

if TYPE_CHECKING:
    from cognito_stand_in import AppClient, FakeCognito


def greeting(site: Site, replaced: Sequence[str] = ()) -> str:
    """Write the greeting for `site`.

    Args:
        site: What is served.
        replaced: Lines on what is served instead of what the configuration says.
    """
    lines = _page(site) if site.has_page else _endpoints(site)
    if replaced:
        lines += ["", *replaced]
    if site.cognito is not None:
        lines += ["", *_people(site.cognito)]
    return "\n".join([*lines, "", "Ctrl-C stops it.", ""])


def _page(site: Site) -> list[str]:
    kind = "no stand-in" if site.cognito is None else "a local stand-in for Amazon Cognito"
    return [f"The page:  {site.page_url}", f"Sign-in:   {site.origins.domain} ({kind})"]


def _endpoints(site: Site) -> list[str]:
    # Here, because a page that has a real pool starts without it.
    from cognito_stand_in.endpoints.discovery import discovery_document  # noqa: PLC0415

    assert site.cognito is not None  # a site without a page is a stand-in
    document = discovery_document(site.cognito)
    names = ["issuer", *sorted(name for name in document if name.endswith("_endpoint")), "jwks_uri"]
    lines = ["A local stand-in for Amazon Cognito, with these endpoints:"]
    lines += [f"  {name:<24}{document[name]}" for name in names]
    for client in site.cognito.pool.clients.values():
        lines += ["", *_client(client)]
    return lines


def _client(client: "AppClient") -> list[str]:
    kind = "public" if client.secret is None else "its secret is in infra/development.toml"
    lines = [f"App client {client.name} ({kind}):", f"  {'client_id':<24}{client.client_id}"]
    for name, values in (("scope", client.scopes), ("grants", client.flows)):
        lines.append(f"  {name:<24}{' '.join(values)}")
    for name, urls in (("redirect_uri", client.callback_urls), ("logout_uri", client.logout_urls)):
        lines += [f"  {name:<24}{url}" for url in urls]
    return lines


def _people(cognito: "FakeCognito") -> list[str]:
    people = {
        user.username: user.development_password
        for user in cognito.pool.users.values()
        if user.development_password
    }
    width = max(map(len, people), default=0)
    return [
        "People who can sign in, with their passwords:",
        *(f"  {username:<{width}}  {password}" for username, password in people.items()),
    ]
