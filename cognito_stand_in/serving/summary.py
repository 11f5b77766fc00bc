"""Build the lines that a stand-in prints at its start: endpoints, app clients and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..endpoints.discovery import discovery_document
from ..usernames import shown_name

if TYPE_CHECKING:
    from ..messages import Message, Purpose
    from ..pool import AppClient
    from ..service import Service

_PURPOSES: dict[Purpose, str] = {
    "confirm": "to confirm the account",
    "reset": "to reset the password",
    "mfa": "as the second factor",
    "sign-in": "to sign in",
    "verify-email": "to verify the e-mail address",
    "verify-phone_number": "to verify the phone number",
    "invite": "a temporary password",
}


def endpoint_lines(service: Service) -> list[str]:
    """Return the lines about endpoints and app clients, with secrets, which are public here."""
    document = discovery_document(service)
    names = ["issuer", *sorted(name for name in document if name.endswith("_endpoint")), "jwks_uri"]
    lines = ["A local stand-in for Amazon Cognito, with these endpoints:"]
    lines += [f"  {name:<24}{document[name]}" for name in names]
    if service.pool.replica_issuer is not None:
        lines.append(f"  {'replica issuer':<24}{service.pool.replica_issuer}")
    for client in service.pool.clients.values():
        lines += ["", *_client(client)]
    return lines


def people_lines(service: Service) -> list[str]:
    """Return the lines about people whose password is known."""
    people = {
        shown_name(service.pool, user): user.development_password
        for user in service.pool.users.values()
        if user.development_password
    }
    if not people:
        return [
            "Nobody can sign in yet. People sign up on the page, or come from the file of",
            "--people, from the JSON API (AdminCreateUser), or from --control-port.",
        ]
    width = max(map(len, people))
    return [
        "People who can sign in, with their passwords:",
        *(f"  {username:<{width}}  {password}" for username, password in people.items()),
    ]


def message_line(message: Message) -> str:
    """Return the line about a message that would have been sent."""
    return f"Sent to {message.username}, {_PURPOSES[message.purpose]}: {message.code}"


def _client(client: AppClient) -> list[str]:
    kind = "public" if client.secret is None else "confidential"
    lines = [f"App client {client.name} ({kind}):", f"  {'client_id':<24}{client.client_id}"]
    secrets = (one for one in (client.secret, client.second_secret) if one is not None)
    lines += [f"  {'client_secret':<24}{secret}" for secret in secrets]
    for name, values in (("scope", client.scopes), ("grants", client.flows)):
        lines.append(f"  {name:<24}{' '.join(values)}")
    for name, urls in (("redirect_uri", client.callback_urls), ("logout_uri", client.logout_urls)):
        lines += [f"  {name:<24}{url}" for url in urls]
    return lines
