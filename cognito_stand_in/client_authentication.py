"""Authenticate the client at the token and revocation endpoints (RFC 6749 2.3.1 and 3.2.1)."""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .pool import AppClient
    from .service import Service


class ClientRefused(Exception):
    """The client is refused with this OAuth error, usually without a description."""

    def __init__(self, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


def authenticated_client(
    service: Service, authorization: str | None, form: Mapping[str, str]
) -> AppClient:
    """Return the client that sent the request.

    Args:
        service: The stand-in.
        authorization: The value of the Authorization header.
        form: The fields of the request's body.

    Raises:
        ClientRefused: the client is unknown, its secret is wrong or missing, or a public client
            sent a secret.
    """
    basic = _basic_credentials(authorization)
    client_id, secret = basic or (form.get("client_id"), form.get("client_secret") or None)
    if not client_id:
        raise ClientRefused("invalid_request")
    client = service.pool.clients.get(client_id)
    contradiction = basic is not None and form.get("client_id", client_id) != client_id
    if client is None or contradiction:
        raise ClientRefused("invalid_client")
    if client.secret is not None and secret is None:
        described = service.switches.missing_secret_described
        raise ClientRefused("invalid_client", "invalid_client_secret" if described else None)
    if not is_secret_of(client, secret):
        raise ClientRefused("invalid_client")
    return client


def is_secret_of(client: AppClient, given: str | None) -> bool:
    """Return whether a secret is the client's; for a public client, whether none was sent."""
    expected = [one for one in (client.secret, client.second_secret) if one is not None]
    if given is None:
        return not expected
    encoded = given.encode("utf-8", "replace")
    # A list: every secret is compared, so that the time does not depend on which one matches.
    return True in [hmac.compare_digest(one.encode(), encoded) for one in expected]


def _basic_credentials(authorization: str | None) -> tuple[str, str] | None:
    if authorization is None:
        return None
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise ClientRefused("invalid_client")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except ValueError:
        raise ClientRefused("invalid_client") from None
    client_id, _, secret = decoded.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)
