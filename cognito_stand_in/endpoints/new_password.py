"""/changePassword: replace a temporary password at the first sign-in (Cognito: user accounts)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..directory_errors import DirectoryError
from ..forms import FormRefused
from ..pages import form_page
from .second_factor import go_on
from .steps import current_step, end_steps, read_step, to_step

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..authorization import AuthorizationRequest
    from ..pool import User
    from ..service import Service

_TEMPLATE = "new_password.html"


def to_new_password(service: Service, user: User, auth_request: AuthorizationRequest) -> Response:
    """Redirect a user with a temporary password to the page that replaces it."""
    return to_step(service, auth_request, "/changePassword", "new-password", user.username)


async def show_new_password(service: Service, request: Request) -> Response:
    """Ask for another password."""
    step = current_step(service, request, "new-password")
    return form_page(service, request, _TEMPLATE, step.auth_request)


async def submit_new_password(service: Service, request: Request) -> Response:
    """Set the password and continue the sign-in; show the page again if it is too weak."""
    auth_request, interaction, form = await read_step(service, request, "new-password")
    user = service.pool.users[interaction.username]
    if not user.enabled or not user.temporary_password:
        raise FormRefused("the account has changed in the meantime")
    try:
        service.directory.set_password(user, form.get("password", ""))
    except DirectoryError as mistake:
        return form_page(service, request, _TEMPLATE, auth_request, form=form, mistake=str(mistake))
    end_steps(service, request)
    return go_on(service, user, auth_request)
