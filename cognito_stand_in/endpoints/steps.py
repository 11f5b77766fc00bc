"""The pages of an interaction, which one browser visits one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..forms import FormRefused, read_page_form
from ..interactions import INTERACTION_COOKIE
from ..pages import start_interaction
from ..redirects import redirect
from .authorize import read_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..authorization import AuthorizationRequest
    from ..interactions import Interaction, Purpose
    from ..service import Service


class Step(NamedTuple):
    """A page of an interaction; `form` is empty before the form was sent."""

    auth_request: AuthorizationRequest
    interaction: Interaction
    form: dict[str, str]


def to_step(
    service: Service,
    auth_request: AuthorizationRequest,
    path: str,
    purpose: Purpose,
    username: str,
    **details: object,
) -> Response:
    """Start an interaction, and redirect to its page.

    Args:
        service: The stand-in.
        auth_request: The request of the app.
        path: The path of the page.
        purpose: What the interaction is for.
        username: Whom it is about; an empty string if nobody has the name that was typed.
        details: More fields of the interaction.
    """
    query = auth_request.query
    response = redirect(f"{path}?{query}")
    start_interaction(service, response, purpose=purpose, query=query, username=username, **details)
    return response


def current_step(service: Service, request: Request, purpose: Purpose) -> Step:
    """Return the page that this browser has got to in an interaction.

    Raises:
        Redirected: its authorization request is invalid.
        FormRefused: the browser has no interaction with this purpose, or it has expired.
    """
    auth_request = read_request(service, request)
    interaction = service.interactions.find(
        service.cookie(request, INTERACTION_COOKIE), purpose, service.now()
    )
    # The reset of an unknown user has an interaction without a username.
    if interaction is None or interaction.username not in {"", *service.pool.users}:
        raise FormRefused("this browser did not begin here")
    return Step(auth_request, interaction, {})


async def read_step(service: Service, request: Request, purpose: Purpose) -> Step:
    """Return a page of an interaction, with the form that was sent.

    Raises:
        Redirected: its authorization request is invalid.
        FormRefused: the form or the interaction is not of this browser, or has expired.
    """
    step = current_step(service, request, purpose)
    return step._replace(form=await read_page_form(service, request))


def end_steps(service: Service, request: Request) -> None:
    """End the interaction of this browser."""
    service.interactions.end(service.cookie(request, INTERACTION_COOKIE))
