"""Finish a sign-in: redirect to the callback with a code (RFC 6749 4.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .grants import CODE_SECONDS, CodeGrant
from .minting import mint_pair
from .pages import set_cookie
from .redirects import Pairs, Redirected, callback, login_required_pairs, redirect
from .sessions import SESSION_COOKIE, SESSION_SECONDS
from .step_up import PASSWORD_METHOD, reached_level, target_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from .authorization import AuthorizationRequest
    from .pool import User
    from .service import Service
    from .sessions import BrowserSession

_REJECTED = "PreSignUp failed with error the sign-up was refused. "


def usable_session(
    service: Service, request: Request, auth_request: AuthorizationRequest
) -> BrowserSession | None:
    """Return the browser's session if it is enough for this request, or None."""
    session = service.sessions.find(service.cookie(request, SESSION_COOKIE), service.now())
    if (
        session is None
        or "login" in auth_request.prompt
        or session.username not in service.pool.users
    ):
        return None
    user = service.pool.users[session.username]
    target = target_level(service.pool, user, auth_request.acr_levels or ())
    too_weak = target is not None and reached_level(session.amr) < target
    too_old = (
        auth_request.max_age is not None
        and service.now() - session.auth_time > auth_request.max_age
    )
    other_provider = (
        auth_request.provider is not None and auth_request.provider.name != session.provider
    )
    return None if too_old or too_weak or other_provider else session


def require_page_allowed(auth_request: AuthorizationRequest) -> None:
    """Check that a page may be shown.

    Raises:
        Redirected: the request has `prompt=none`, and nobody is signed in.
    """
    if "none" in auth_request.prompt:
        pairs = login_required_pairs(auth_request.state)
        raise Redirected(
            callback(auth_request.redirect_uri, pairs, fragment=auth_request.in_fragment)
        )


def sign_in(
    service: Service,
    user: User,
    auth_request: AuthorizationRequest,
    *,
    amr: Sequence[str] = (PASSWORD_METHOD,),
    provider: str = "COGNITO",
) -> Response:
    """Start a browser session, and redirect to the app.

    Args:
        service: The stand-in.
        user: Who has signed in.
        auth_request: The request of the app.
        amr: The methods that the user has signed in with (RFC 8176).
        provider: `COGNITO`, or the name of another identity provider.

    Raises:
        Redirected: the sign-in ends with an error, because of a fault or of `acr_values`.
    """
    _apply_faults(service, user, auth_request)
    _refuse_unsatisfied(service, auth_request, amr)
    service.directory.attempts.record_success(user.username)
    cookie, session = service.sessions.start(user.username, provider, service.now(), amr=amr)
    response = redirect_to_app(service, session, auth_request)
    set_cookie(service, response, SESSION_COOKIE, cookie, seconds=SESSION_SECONDS)
    return response


def redirect_to_app(
    service: Service, session: BrowserSession, auth_request: AuthorizationRequest
) -> Response:
    """Redirect to the app with a code, or with tokens for the implicit grant."""
    if service.faults.fires("rotate-keys"):
        service.issuers.signing.keys.rotate(withdraw_old=True)
    grant = CodeGrant(
        client_id=auth_request.client.client_id,
        redirect_uri=auth_request.redirect_uri,
        scopes=list(auth_request.scopes),
        username=session.username,
        auth_time=session.auth_time,
        expires_at=service.now() + CODE_SECONDS,
        code_challenge=auth_request.code_challenge,
        nonce=auth_request.nonce,
        resource=auth_request.resource,
        **_authentication(service, session, auth_request),
    )
    answer = (
        _tokens(service, grant, auth_request) if auth_request.in_fragment else _code(service, grant)
    )
    pairs = answer + _state(service, auth_request)
    return redirect(callback(auth_request.redirect_uri, pairs, fragment=auth_request.in_fragment))


def _authentication(
    service: Service, session: BrowserSession, auth_request: AuthorizationRequest
) -> dict[str, Any]:
    """Return `acr` and `amr` for the tokens, or nothing if they get none."""
    is_requested = auth_request.acr_levels is not None
    if not is_requested and not service.switches.acr_without_request:
        return {}
    level = reached_level(session.amr)
    acr = service.pool.acr_values[level - 1] if level else None
    return {"acr": acr, "amr": list(session.amr)}


def _code(service: Service, grant: CodeGrant) -> Pairs:
    return [("code", service.codes.issue(grant, service.now()))]


def _tokens(service: Service, grant: CodeGrant, auth_request: AuthorizationRequest) -> Pairs:
    family = service.families.start(grant, auth_request.client, service.now())
    user = service.pool.users[grant.username]
    tokens = mint_pair(service, auth_request.client, user, family, refreshed=False)
    lifetime = str(auth_request.client.access_token_seconds)
    return [*tokens.items(), ("token_type", "bearer"), ("expires_in", lifetime)]


def _state(service: Service, auth_request: AuthorizationRequest) -> Pairs:
    if auth_request.state is None or service.faults.fires("missing-state"):
        return []
    mangled = "mangled-" if service.faults.fires("mangled-state") else ""
    return [("state", mangled + auth_request.state)]


def _refuse_unsatisfied(
    service: Service, auth_request: AuthorizationRequest, amr: Sequence[str]
) -> None:
    levels = auth_request.acr_levels
    if (
        levels
        and service.switches.acr_unsatisfied == "refused"
        and reached_level(amr) < min(levels)
    ):
        auth_request.refuse("access_denied")


def _apply_faults(service: Service, user: User, auth_request: AuthorizationRequest) -> None:
    faults = service.faults
    if faults.fires("access-denied"):
        auth_request.refuse("access_denied")
    if faults.fires("pre-sign-up-failed"):
        auth_request.refuse("invalid_request", _REJECTED)
    if faults.is_on("already-found-an-entry") and user.username not in service.linked:
        service.linked.add(user.username)
        auth_request.refuse(
            "invalid_request", f"Already found an entry for username {user.username}. "
        )
