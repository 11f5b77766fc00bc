"""GET /oauth2/authorize (RFC 6749 section 3.1, Cognito: redirect and authorization endpoint)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..authorization import parse_authorization_request, raw_query
from ..authorization_response import redirect_to_app, require_page_allowed, usable_session
from ..redirects import redirect
from .federation import to_provider

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..authorization import AuthorizationRequest
    from ..service import Service


async def authorize(service: Service, request: Request) -> Response:
    """Redirect to the app with a code if there is a session, or else to the sign-in page."""
    auth_request = read_request(service, request)
    session = usable_session(service, request, auth_request)
    if session is not None:
        return redirect_to_app(service, session, auth_request)
    require_page_allowed(auth_request)
    if auth_request.provider is not None:
        return to_provider(service, auth_request)
    return redirect(f"/login?{auth_request.query}")


def read_request(service: Service, request: Request) -> AuthorizationRequest:
    """Parse the authorization request in the query of a page.

    Raises:
        Redirected: it is invalid.
    """
    auth_request = parse_authorization_request(raw_query(request), service.pool, service.switches)
    if service.faults.fires("server-error"):
        auth_request.refuse("server_error")
    return auth_request
