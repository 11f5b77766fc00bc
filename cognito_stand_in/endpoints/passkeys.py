"""GET /passkeys/add: explains that the stand-in has no passkeys (Cognito: managed login)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

from ..authorization import query_pairs, raw_query
from ..pages import message_page
from ..redirects import form_encoded, redirect

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..service import Service


async def show_passkeys(service: Service, request: Request) -> Response:
    """Show the explanation; the classic hosted UI has no such page."""
    if not service.pool.managed_login:
        return PlainTextResponse("Not Found", status_code=404)
    given = dict(reversed(query_pairs(raw_query(request))))
    client = service.pool.clients.get(given.get("client_id", ""))
    if client is None:
        pairs = [("error", "invalid_request"), ("client_id", given.get("client_id", ""))]
        return redirect(f"/error?{form_encoded(pairs)}")
    if given.get("redirect_uri") not in client.callback_urls:
        pairs = [("error", "redirect_mismatch"), ("client_id", client.client_id)]
        return redirect(f"/error?{form_encoded(pairs)}")
    return message_page(
        "message.html",
        status=200,
        heading="Passkeys",
        message="The stand-in does not support passkeys.",
        detail="Sign in with a password here, and try passkeys with a real user pool.",
    )
