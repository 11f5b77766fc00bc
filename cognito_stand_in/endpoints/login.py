"""GET and POST /login: the sign-in page (Cognito: the managed login sign-in endpoint)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..authorization import query_pairs
from ..authorization_response import redirect_to_app, require_page_allowed, usable_session
from ..directory_errors import DirectoryError, NotConfirmed, TemporaryPassword
from ..forms import FormRefused, read_page_form
from ..pages import form_page, start_interaction
from ..redirects import with_query
from ..step_up import PASSWORD_METHOD
from ..usernames import shown_name
from .authorize import read_request
from .federation import to_provider
from .first_factor import offered_factors, to_first_factor
from .new_password import to_new_password
from .second_factor import go_on

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..authorization import AuthorizationRequest
    from ..pool import User
    from ..service import Service
    from ..sessions import BrowserSession


async def show_login(service: Service, request: Request) -> Response:
    """Show the sign-in page, or redirect if there is a session or a provider was requested."""
    auth_request = read_request(service, request)
    session = usable_session(service, request, auth_request)
    if session is not None and _goes_on(service, auth_request):
        return redirect_to_app(service, session, auth_request)
    if session is None:
        require_page_allowed(auth_request)
    credited = _credited_session(service, request, auth_request)
    if session is None and credited is not None:
        user = service.pool.users[credited.username]
        return go_on(service, user, auth_request, credited.amr)
    if auth_request.provider is not None:
        return to_provider(service, auth_request)
    signed_in_as = None
    if session is not None:
        signed_in_as = shown_name(service.pool, service.pool.users[session.username])
    return _page(
        service, request, auth_request, username=auth_request.login_hint, signed_in_as=signed_in_as
    )


def _credited_session(
    service: Service, request: Request, auth_request: AuthorizationRequest
) -> BrowserSession | None:
    """Return a session that only lacks a factor for `acr_values`, if it counts."""
    if not service.switches.session_credits_factors or not auth_request.acr_levels:
        return None
    without_levels = replace(auth_request, acr_levels=None)
    session = usable_session(service, request, without_levels)
    return None if session is None or PASSWORD_METHOD not in session.amr else session


async def submit_login(service: Service, request: Request) -> Response:
    """Check username and password; show the page again after a mistake."""
    auth_request = read_request(service, request)
    form = await read_page_form(service, request)
    session = usable_session(service, request, auth_request)
    if "continue" in form and session is not None:
        return redirect_to_app(service, session, auth_request)
    username = form.get("username", "")
    try:
        if "factor" in form:
            return _without_password(service, auth_request, username, form["factor"])
        user = _with_password(service, auth_request, form)
    except TemporaryPassword as reason:
        return to_new_password(service, reason.user, auth_request)
    except NotConfirmed as mistake:
        return _unconfirmed(service, request, auth_request, form, str(mistake))
    except DirectoryError as mistake:
        return _page(
            service, request, auth_request, username=username, form=form, mistake=str(mistake)
        )
    return go_on(service, user, auth_request)


def _without_password(
    service: Service, auth_request: AuthorizationRequest, username: str, factor: str
) -> Response:
    if factor not in offered_factors(service.pool, auth_request.client):
        raise FormRefused("the page has not offered this factor")
    if not username.strip():
        raise DirectoryError("Enter your username first.")
    user = service.directory.find(username)
    if user is None and not auth_request.client.prevent_user_existence_errors:
        raise DirectoryError("User does not exist.")
    return to_first_factor(service, user, auth_request, factor)


def _with_password(
    service: Service, auth_request: AuthorizationRequest, form: dict[str, str]
) -> User:
    username, password = form.get("username", ""), form.get("password", "")
    person = {one.username: one for one in _people(service)}.get(form.get("person", ""))
    if person is not None:
        username, password = shown_name(service.pool, person), person.development_password or ""
    return service.directory.authenticate(
        username,
        password,
        hide_existence=auth_request.client.prevent_user_existence_errors,
    )


def _people(service: Service) -> list[User]:
    """Return the people who can sign in with one click: their passwords are public."""
    if not service.switches.one_click_people:
        return []
    return [one for one in service.pool.users.values() if one.development_password is not None]


def _goes_on(service: Service, auth_request: AuthorizationRequest) -> bool:
    return "none" in auth_request.prompt or not service.switches.login_offers_session


def _unconfirmed(
    service: Service,
    request: Request,
    auth_request: AuthorizationRequest,
    form: dict[str, str],
    mistake: str,
) -> Response:
    user = service.directory.find(form["username"])
    page = _page(
        service,
        request,
        auth_request,
        username=form["username"],
        form=form,
        mistake=mistake,
        may_confirm=True,
    )
    if user is not None:
        service.directory.send_code(user, "confirm")
        start_interaction(
            service, page, purpose="confirm", query=auth_request.query, username=user.username
        )
    return page


def _provider_links(service: Service, auth_request: AuthorizationRequest) -> dict[str, str]:
    chosen = ("identity_provider", "idp_identifier")
    pairs = [pair for pair in query_pairs(auth_request.query) if pair[0] not in chosen]
    offered = [
        name for name in auth_request.client.identity_providers if name in service.pool.providers
    ]
    return {
        name: with_query("/oauth2/authorize", [*pairs, ("identity_provider", name)])
        for name in offered
    }


def _page(
    service: Service,
    request: Request,
    auth_request: AuthorizationRequest,
    *,
    username: str,
    form: dict[str, str] | None = None,
    mistake: str = "",
    signed_in_as: str | None = None,
    may_confirm: bool = False,
) -> Response:
    return form_page(
        service,
        request,
        "login.html",
        auth_request,
        form=form,
        username=username,
        mistake=mistake,
        providers=_provider_links(service, auth_request),
        signed_in_as=signed_in_as,
        may_confirm=may_confirm,
        factors=offered_factors(service.pool, auth_request.client),
        people=_people(service),
    )
