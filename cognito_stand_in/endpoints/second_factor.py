"""/mfa: the page for the code of a second factor (Cognito: step-up authentication)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..authorization_response import sign_in
from ..directory_errors import DirectoryError
from ..interactions import INTERACTION_COOKIE, Interaction
from ..pages import form_page, start_interaction
from ..redirects import redirect
from ..step_up import methods, second_factor, target_level
from .authorize import read_request
from .steps import read_step, require_interaction

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..authorization import AuthorizationRequest
    from ..pool import User
    from ..service import Service


def after_password(service: Service, user: User, auth_request: AuthorizationRequest) -> Response:
    """Sign in a user who has given the password, or ask for a second factor first.

    Args:
        service: The stand-in.
        user: The user.
        auth_request: The request of the app, whose `acr_values` may require a factor.
    """
    target = target_level(user, auth_request.acr_levels or ())
    factor = None if target is None else second_factor(user, target)
    if factor is None:
        return sign_in(service, user, auth_request)
    service.directory.send_code(user, "mfa", service.now())
    query = auth_request.query
    response = redirect(f"/mfa?{query}")
    start_interaction(
        service, response, purpose="mfa", query=query, username=user.username, factor=factor
    )
    return response


async def show_second_factor(service: Service, request: Request) -> Response:
    """Ask for the code."""
    auth_request = read_request(service, request)
    return _page(service, request, auth_request, require_interaction(service, request, "mfa"))


async def submit_second_factor(service: Service, request: Request) -> Response:
    """Check the code and finish the sign-in; show the page again after a wrong code."""
    auth_request, interaction, form = await read_step(service, request, "mfa")
    try:
        user = service.directory.check_second_factor(
            interaction.username, form.get("code", ""), service.now()
        )
    except DirectoryError as error:
        return _page(service, request, auth_request, interaction, form=form, mistake=str(error))
    service.interactions.end(service.cookie(request, INTERACTION_COOKIE))
    return sign_in(service, user, auth_request, amr=methods(interaction.factor))


def _page(
    service: Service,
    request: Request,
    auth_request: AuthorizationRequest,
    interaction: Interaction,
    *,
    form: dict[str, str] | None = None,
    mistake: str = "",
) -> Response:
    details = {
        "message": service.directory.outbox.get((interaction.username, "mfa")),
        "factor": interaction.factor,
        "mistake": mistake,
    }
    return form_page(service, request, "second_factor.html", auth_request, form=form, **details)
