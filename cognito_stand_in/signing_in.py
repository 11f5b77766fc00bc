"""Ends a sign-in: a session answers a request with a code at the callback (RFC 6749 4.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .grants import CODE_SECONDS, CodeGrant
from .minting import mint_pair
from .pages import set_cookie
from .redirects import Pairs, Redirected, callback, login_required_pairs, redirect
from .sessions import SESSION_COOKIE, SESSION_SECONDS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from .authorization import AuthorizationRequest
    from .pool import User
    from .service import Service
    from .sessions import BrowserSession

_REJECTED = "PreSignUp failed with error told to refuse. "


def usable_session(
    service: Service, request: Request, wanted: AuthorizationRequest
) -> BrowserSession | None:
    """Give the browser's session if this request may be answered with it."""
    session = service.sessions.find(request.cookies.get(SESSION_COOKIE), service.now())
    if session is None or "login" in wanted.prompt or session.username not in service.pool.users:
        return None
    too_old = wanted.max_age is not None and service.now() - session.auth_time > wanted.max_age
    other_provider = wanted.provider is not None and wanted.provider.name != session.provider
    return None if too_old or other_provider else session


def require_no_silence(wanted: AuthorizationRequest) -> None:
    """Let a request go on to a page.

    Raises:
        Redirected: prompt=none forbids any page, and nobody is signed in.
    """
    if "none" in wanted.prompt:
        pairs = login_required_pairs(wanted.state)
        raise Redirected(callback(wanted.redirect_uri, pairs, fragment=wanted.in_fragment))


def sign_in(
    service: Service, user: User, wanted: AuthorizationRequest, *, provider: str = "COGNITO"
) -> Response:
    """Start a browser session for somebody who proved who they are, and go back to the app.

    Raises:
        Redirected: a fault says that the sign-in ends with an error.
    """
    _strike(service, user, wanted)
    cookie, session = service.sessions.start(user.username, provider, service.now())
    response = back_to_app(service, session, wanted)
    set_cookie(service, response, SESSION_COOKIE, cookie, seconds=SESSION_SECONDS)
    return response


def back_to_app(
    service: Service, session: BrowserSession, wanted: AuthorizationRequest
) -> Response:
    """Answer the request out of a session: a code, or tokens for the implicit grant."""
    if service.faults.strikes("rotate-keys"):
        service.keys.rotate(withdraw_old=True)
    grant = CodeGrant(
        client_id=wanted.client.client_id,
        redirect_uri=wanted.redirect_uri,
        scopes=list(wanted.scopes),
        username=session.username,
        auth_time=session.auth_time,
        expires_at=service.now() + CODE_SECONDS,
        code_challenge=wanted.code_challenge,
        nonce=wanted.nonce,
        resource=wanted.resource,
    )
    answer = _tokens(service, grant, wanted) if wanted.in_fragment else _code(service, grant)
    pairs = answer + _state(service, wanted)
    return redirect(callback(wanted.redirect_uri, pairs, fragment=wanted.in_fragment))


def _code(service: Service, grant: CodeGrant) -> Pairs:
    return [("code", service.codes.issue(grant, service.now()))]


def _tokens(service: Service, grant: CodeGrant, wanted: AuthorizationRequest) -> Pairs:
    family = service.families.start(grant, wanted.client, service.now())
    user = service.pool.users[grant.username]
    tokens = mint_pair(service, wanted.client, user, family, refreshed=False)
    lifetime = str(wanted.client.access_token_seconds)
    return [*tokens.items(), ("token_type", "bearer"), ("expires_in", lifetime)]


def _state(service: Service, wanted: AuthorizationRequest) -> Pairs:
    if wanted.state is None or service.faults.strikes("missing-state"):
        return []
    mangled = "mangled-" if service.faults.strikes("mangled-state") else ""
    return [("state", mangled + wanted.state)]


def _strike(service: Service, user: User, wanted: AuthorizationRequest) -> None:
    faults = service.faults
    if faults.strikes("access-denied"):
        wanted.refuse("access_denied")
    if faults.strikes("pre-sign-up-failed"):
        wanted.refuse("invalid_request", _REJECTED)
    if faults.is_on("already-found-an-entry") and user.username not in service.linked:
        service.linked.add(user.username)
        wanted.refuse("invalid_request", f"Already found an entry for username {user.username}. ")
