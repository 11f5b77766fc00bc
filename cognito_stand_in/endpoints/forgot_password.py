"""/forgotPassword and /confirmforgotPassword: a new password (Cognito: managed login endpoints)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..directory_errors import DirectoryError
from ..forms import read_page_form
from ..pages import form_page
from ..redirects import redirect
from .authorize import read_request
from .steps import current_step, end_steps, read_step, to_step

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..service import Service
    from .steps import Step

_NOT_FOUND = "Username/client id combination not found."


async def show_forgot_password(service: Service, request: Request) -> Response:
    """Ask for the username."""
    return form_page(
        service, request, "forgot_password.html", read_request(service, request), username=""
    )


async def submit_forgot_password(service: Service, request: Request) -> Response:
    """Send a code; unknown users get the same response."""
    auth_request = read_request(service, request)
    form = await read_page_form(service, request)
    user = service.directory.find(form.get("username", ""))
    if user is None and not auth_request.client.prevent_user_existence_errors:
        details = {"username": form.get("username", ""), "mistake": _NOT_FOUND}
        return form_page(
            service, request, "forgot_password.html", auth_request, form=form, **details
        )
    username = ""
    if user is not None and user.confirmed and user.identity is None:
        service.directory.send_code(user, "reset")
        username = user.username
    return to_step(service, auth_request, "/confirmforgotPassword", "reset", username)


async def show_reset_password(service: Service, request: Request) -> Response:
    """Ask for the code and a new password."""
    return _reset_page(service, request, current_step(service, request, "reset"))


async def submit_reset_password(service: Service, request: Request) -> Response:
    """Set the new password and go back to the sign-in page."""
    step = await read_step(service, request, "reset")
    code, password = step.form.get("code", ""), step.form.get("password", "")
    try:
        service.directory.reset_by_code(step.interaction.username, code, password)
    except DirectoryError as mistake:
        return _reset_page(service, request, step, str(mistake))
    end_steps(service, request)
    return redirect(f"/login?{step.auth_request.query}")


def _reset_page(service: Service, request: Request, step: Step, mistake: str = "") -> Response:
    auth_request, interaction, form = step
    message = service.directory.outbox.get((interaction.username, "reset"))
    details = {"message": message, "mistake": mistake}
    return form_page(service, request, "reset_password.html", auth_request, form=form, **details)
