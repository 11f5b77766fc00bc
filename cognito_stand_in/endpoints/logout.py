"""GET /logout (Cognito: the managed login sign-out endpoint)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..authorization import query_pairs, raw_query
from ..redirects import form_encoded, redirect
from ..sessions import SESSION_COOKIE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..pool import AppClient
    from ..service import Service

_PASSED_ON = ("client_id", "response_type", "redirect_uri", "state", "scope", "nonce")
_PKCE = ("code_challenge", "code_challenge_method")


async def logout(service: Service, request: Request) -> Response:
    """End the browser's session, and redirect to the app, to the sign-in page or to /error."""
    query = raw_query(request)
    given = dict(reversed(query_pairs(query)))
    client = service.pool.clients.get(given.get("client_id", ""))
    response = redirect(_destination(service, client, given, query))
    if client is not None:
        service.sessions.end(service.cookie(request, SESSION_COOKIE))
        response.delete_cookie(
            service.cookie_name(SESSION_COOKIE),
            path="/",
            secure=service.is_secure,
            httponly=True,
            samesite="lax",
        )
    return response


def _destination(
    service: Service, client: AppClient | None, given: dict[str, str], query: str
) -> str:
    failed = f"/error?{query}"
    if client is None:
        pairs = (
            [("error", "invalid_request"), ("client_id", given["client_id"])]
            if given.get("client_id")
            else []
        )
        return f"/error?{form_encoded(pairs)}" if pairs else failed
    logout_uri = given.get("logout_uri")
    if logout_uri is not None:
        return logout_uri if logout_uri in client.logout_urls else failed
    if not given.get("redirect_uri") or not given.get("response_type"):
        return failed
    if given["redirect_uri"] not in client.callback_urls:
        pairs = [("error", "redirect_mismatch"), ("client_id", client.client_id)]
        return f"/error?{form_encoded(pairs)}"
    return f"/login?{form_encoded(_sign_in_again(service, client, given))}"


def _sign_in_again(
    service: Service, client: AppClient, given: dict[str, str]
) -> list[tuple[str, str]]:
    names = _PASSED_ON + (_PKCE if service.switches.logout_keeps_pkce else ())
    filled = {"scope": " ".join(client.scopes), **given}
    return [(name, filled[name]) for name in names if name in filled]
