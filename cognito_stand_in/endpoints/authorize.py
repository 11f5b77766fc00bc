"""GET /oauth2/authorize (RFC 6749 section 3.1, Cognito: redirect and authorization endpoint)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..authorization import parse_authorization_request, raw_query
from ..redirects import redirect
from ..signing_in import back_to_app, require_no_silence, usable_session
from .federation import to_provider

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..authorization import AuthorizationRequest
    from ..service import Service


async def authorize(service: Service, request: Request) -> Response:
    """Answer out of the browser's session, or send the person to sign in."""
    wanted = read_request(service, request)
    session = usable_session(service, request, wanted)
    if session is not None:
        return back_to_app(service, session, wanted)
    require_no_silence(wanted)
    if wanted.provider is not None:
        return to_provider(service, wanted)
    return redirect(f"/login?{wanted.query}")


def read_request(service: Service, request: Request) -> AuthorizationRequest:
    """Check the request that a page or the endpoint was opened with.

    Raises:
        Redirected: it is refused.
    """
    wanted = parse_authorization_request(raw_query(request), service.pool, service.switches)
    if service.faults.strikes("server-error"):
        wanted.refuse("server_error")
    return wanted
