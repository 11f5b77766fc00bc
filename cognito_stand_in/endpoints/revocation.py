"""POST /oauth2/revoke (RFC 7009, Cognito: the token revocation endpoint)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import Response

from ..client_authentication import ClientRefused, authenticated_client
from ..forms import read_form
from ..pages import NO_STORE
from ..replies import ANY_ORIGIN, error_reply
from ..signing import base64url_decode

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..pool import AppClient
    from ..service import Service


async def revoke(service: Service, request: Request) -> Response:
    """Revoke the family of a refresh token; an unknown token is not an error."""
    form = await read_form(request)
    if not form.get("token"):
        return error_reply(service, "invalid_request")
    try:
        client = authenticated_client(service, request.headers.get("authorization"), form)
    except ClientRefused as refusal:
        status = 401 if refusal.error == "invalid_client" else 400
        return error_reply(service, refusal.error, description=refusal.description, status=status)
    error = revoke_family(service, client, form["token"])
    return (
        Response(headers={**ANY_ORIGIN, **NO_STORE})
        if error is None
        else error_reply(service, error)
    )


def revoke_family(service: Service, client: AppClient, token: str) -> str | None:
    """Revoke the family of a refresh token, and return the OAuth error if that is refused.

    Args:
        service: The stand-in.
        client: The client that sent the token.
        token: The token; an unknown one is not an error.
    """
    if not client.revocation_enabled:
        return "invalid_request"
    found = service.families.find(token)
    if found is None:
        return "unsupported_token_type" if _is_signed_token(token) else None
    _, family = found
    if family.client_id != client.client_id:
        return "unauthorized_client"
    service.families.revoke(family.origin_jti)
    return None


def _is_signed_token(token: str) -> bool:
    """Return whether a token is a signed JWT, such as an ID or access token."""
    parts = token.split(".")
    if len(parts) != 3:
        return False
    try:
        header = json.loads(base64url_decode(parts[0]))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and "alg" in header
