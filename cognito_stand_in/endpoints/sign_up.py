"""/signup, /confirm and /resendcode: new accounts (Cognito: managed login endpoints)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..directory_errors import DirectoryError
from ..forms import read_page_form
from ..pages import form_page
from ..redirects import redirect
from .authorize import read_request
from .confirmation_link import link_of
from .second_factor import go_on
from .steps import current_step, end_steps, read_step, to_step

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..pool import User
    from ..service import Service
    from .steps import Step


async def show_sign_up(service: Service, request: Request) -> Response:
    """Show the form for a new account."""
    return form_page(
        service, request, "sign_up.html", read_request(service, request), username="", email=""
    )


async def submit_sign_up(service: Service, request: Request) -> Response:
    """Create the account and redirect to its confirmation; show the page again after a mistake."""
    auth_request = read_request(service, request)
    form = await read_page_form(service, request)
    username, email = form.get("username", ""), form.get("email", "")
    try:
        user = _sign_up(service, username, email, form.get("password", ""))
    except DirectoryError as mistake:
        page = "sign_up.html"
        return form_page(
            service,
            request,
            page,
            auth_request,
            form=form,
            username=username,
            email=email,
            mistake=str(mistake),
        )
    if user.confirmed:
        return go_on(service, user, auth_request)
    service.directory.send_code(user, "confirm")
    return to_step(service, auth_request, "/confirm", "confirm", user.username)


async def show_confirm(service: Service, request: Request) -> Response:
    """Ask for the code that was sent."""
    return _confirm_page(service, request, current_step(service, request, "confirm"))


async def submit_confirm(service: Service, request: Request) -> Response:
    """Check the code, confirm the account and sign the user in."""
    step = await read_step(service, request, "confirm")
    username, code = step.interaction.username, step.form.get("code", "")
    try:
        user = service.directory.confirm_by_code(username, code)
    except DirectoryError as mistake:
        return _confirm_page(service, request, step, str(mistake))
    end_steps(service, request)
    return go_on(service, user, step.auth_request)


async def resend_code(service: Service, request: Request) -> Response:
    """Send another code, which replaces the first."""
    auth_request, interaction, _ = await read_step(service, request, "confirm")
    user = service.pool.users[interaction.username]
    service.directory.send_code(user, "confirm")
    return redirect(f"/confirm?{auth_request.query}")


def _sign_up(service: Service, username: str, email: str, password: str) -> User:
    if service.faults.fires("pre-sign-up-failed"):
        raise DirectoryError("PreSignUp failed with error the sign-up was refused.")
    # Where the username is an attribute, the page has no field of its own for the address.
    attributes = {} if service.pool.username_attributes else {"email": email}
    return service.directory.sign_up(username, password, attributes)


def _confirm_page(service: Service, request: Request, step: Step, mistake: str = "") -> Response:
    auth_request, interaction, form = step
    message = service.directory.outbox.get((interaction.username, "confirm"))
    link = message and link_of(auth_request.client.client_id, message.username, message.code)
    details = {"message": message, "link": link, "mistake": mistake}
    return form_page(service, request, "confirm.html", auth_request, form=form, **details)
