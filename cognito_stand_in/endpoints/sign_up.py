"""/signup, /confirm and /resendcode: new accounts (Cognito: managed login endpoints)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..directory import DirectoryError
from ..forms import FormRefused, check_form, read_form
from ..journeys import JOURNEY_COOKIE, Journey
from ..pages import form_page, start_journey
from ..redirects import redirect
from ..signing_in import sign_in
from .authorize import read_request
from .confirmation_link import link_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..authorization import AuthorizationRequest
    from ..pool import User
    from ..service import Service


async def show_sign_up(service: Service, request: Request) -> Response:
    """Show the form for a new account."""
    return form_page(
        service, request, "sign_up.html", read_request(service, request), username="", email=""
    )


async def submit_sign_up(service: Service, request: Request) -> Response:
    """Create the account and go on to its confirmation; a mistake stays on the page."""
    wanted = read_request(service, request)
    form = await read_form(request)
    check_form(service, request, form)
    username, email = form.get("username", ""), form.get("email", "")
    try:
        user = _sign_up(service, username, email, form.get("password", ""))
    except DirectoryError as mistake:
        page = "sign_up.html"
        return form_page(
            service,
            request,
            page,
            wanted,
            form=form,
            username=username,
            email=email,
            mistake=str(mistake),
        )
    if user.confirmed:
        return sign_in(service, user, wanted)
    service.directory.send_code(user, "confirm", service.now())
    response = redirect(f"/confirm?{wanted.query}")
    start_journey(service, response, purpose="confirm", query=wanted.query, username=user.username)
    return response


async def show_confirm(service: Service, request: Request) -> Response:
    """Ask for the code that was sent."""
    wanted = read_request(service, request)
    return _confirm_page(service, request, wanted, own_journey(service, request, "confirm"))


async def submit_confirm(service: Service, request: Request) -> Response:
    """Accept the code and sign the new person in."""
    wanted = read_request(service, request)
    journey = own_journey(service, request, "confirm")
    form = await read_form(request)
    check_form(service, request, form)
    try:
        user = service.directory.confirm_by_code(
            journey.username, form.get("code", ""), service.now()
        )
    except DirectoryError as mistake:
        return _confirm_page(service, request, wanted, journey, form=form, mistake=str(mistake))
    service.journeys.end(request.cookies.get(JOURNEY_COOKIE))
    return sign_in(service, user, wanted)


async def resend_code(service: Service, request: Request) -> Response:
    """Send another code, which replaces the first."""
    wanted = read_request(service, request)
    journey = own_journey(service, request, "confirm")
    form = await read_form(request)
    check_form(service, request, form)
    user = service.pool.users[journey.username]
    service.directory.send_code(user, "confirm", service.now())
    return redirect(f"/confirm?{wanted.query}")


def own_journey(service: Service, request: Request, purpose: str) -> Journey:
    """Give the journey that this browser is on.

    Raises:
        FormRefused: it is on none, or took too long.
    """
    journey = service.journeys.find(request.cookies.get(JOURNEY_COOKIE), purpose, service.now())
    # Whoever asks for a new password may be nobody: that journey has no name.
    if journey is None or journey.username not in {"", *service.pool.users}:
        raise FormRefused("this browser did not begin here")
    return journey


def _sign_up(service: Service, username: str, email: str, password: str) -> User:
    if service.faults.strikes("pre-sign-up-failed"):
        raise DirectoryError("PreSignUp failed with error told to refuse.")
    return service.directory.sign_up(username, password, {"email": email})


def _confirm_page(
    service: Service,
    request: Request,
    wanted: AuthorizationRequest,
    journey: Journey,
    *,
    form: dict[str, str] | None = None,
    mistake: str = "",
) -> Response:
    message = service.directory.outbox.get((journey.username, "confirm"))
    link = message and link_of(wanted.client.client_id, message.username, message.code)
    details = {"message": message, "link": link, "mistake": mistake}
    return form_page(service, request, "confirm.html", wanted, form=form, **details)
