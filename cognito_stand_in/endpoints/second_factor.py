"""/mfa and /mfaSetup: the pages for a second factor (Cognito: MFA, step-up authentication)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..authorization_response import sign_in
from ..directory_errors import DirectoryError
from ..factors.codes import check_factor_code, send_factor_code, set_up_authenticator_app
from ..factors.second import activate, needs_setup
from ..factors.totp import code_at, key_uri, new_secret, qr_code, secret_of
from ..pages import form_page, message_page
from ..redirects import redirect
from ..step_up import METHODS, PASSWORD_METHOD, missing_factors, with_method
from ..usernames import shown_name
from .steps import current_step, end_steps, read_step, to_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from ..authorization import AuthorizationRequest
    from ..interactions import Interaction, Purpose
    from ..pool import User
    from ..service import Service
    from .steps import Step

_SETUP: Purpose = "mfa-setup"


def go_on(
    service: Service,
    user: User,
    auth_request: AuthorizationRequest,
    amr: Sequence[str] = (PASSWORD_METHOD,),
) -> Response:
    """Sign a user in, or ask for a second factor first.

    Args:
        service: The stand-in.
        user: The user.
        auth_request: The request of the app, whose `acr_values` may require a factor.
        amr: The methods that the user has signed in with so far.
    """
    levels = auth_request.acr_levels or ()
    missing = missing_factors(service.pool, user, amr, levels)
    if missing:
        send_factor_code(service, user, missing[0])
        details = {"factor": missing[0], "choices": missing, "amr": list(amr)}
        return to_step(service, auth_request, "/mfa", "mfa", user.username, **details)
    if list(amr) == [PASSWORD_METHOD] and needs_setup(service.pool, user):
        return _to_setup(service, user, auth_request)
    return sign_in(service, user, auth_request, amr=amr)


def _to_setup(service: Service, user: User, auth_request: AuthorizationRequest) -> Response:
    if "totp" not in service.pool.factors.second:
        return message_page(
            "message.html",
            status=400,
            heading="You cannot sign in",
            message="This user pool requires a second factor, and you have none.",
            detail="Ask an administrator to add an e-mail address or a phone number for it.",
        )
    secret = new_secret()
    return to_step(service, auth_request, "/mfaSetup", _SETUP, user.username, totp_secret=secret)


async def show_second_factor(service: Service, request: Request) -> Response:
    """Ask for the code."""
    return _page(service, request, current_step(service, request, "mfa"))


async def submit_second_factor(service: Service, request: Request) -> Response:
    """Check the code and go on; show the page again after a wrong code or another choice."""
    step = await read_step(service, request, "mfa")
    auth_request, interaction, form = step
    user = service.pool.users[interaction.username]
    if form.get("factor") in interaction.choices:
        interaction.factor = form["factor"]
        send_factor_code(service, user, interaction.factor)
        return redirect(f"/mfa?{auth_request.query}")
    try:
        check_factor_code(service, user, interaction.factor, form.get("code", ""))
    except DirectoryError as error:
        return _page(service, request, step, str(error))
    end_steps(service, request)
    return go_on(
        service, user, auth_request, with_method(interaction.amr, METHODS[interaction.factor])
    )


def _page(service: Service, request: Request, step: Step, mistake: str = "") -> Response:
    auth_request, interaction, form = step
    others = [one for one in interaction.choices if one != interaction.factor]
    details = {
        "code": _known_code(service, interaction),
        "factor": interaction.factor,
        "others": others,
        "mistake": mistake,
    }
    return form_page(service, request, "second_factor.html", auth_request, form=form, **details)


def _known_code(service: Service, interaction: Interaction) -> str | None:
    """Return the code that the page may show: one that was sent, or of a made-up secret."""
    user = service.pool.users[interaction.username]
    if interaction.factor != "totp":
        message = service.directory.outbox.get((user.username, "mfa"))
        return None if message is None else message.code
    if user.totp_secret is not None:
        return None
    return code_at(secret_of(service.pool, user), service.now())


async def show_setup(service: Service, request: Request) -> Response:
    """Show the secret of a new authenticator app, as a QR code and as text."""
    return _setup_page(service, request, current_step(service, request, _SETUP))


async def submit_setup(service: Service, request: Request) -> Response:
    """Check the first code of the authenticator app and go on."""
    step = await read_step(service, request, _SETUP)
    auth_request, interaction, form = step
    user = service.pool.users[interaction.username]
    try:
        set_up_authenticator_app(service, user, interaction.totp_secret, form.get("code", ""))
        service.directory.refuse_blocked(user)
    except DirectoryError as error:
        return _setup_page(service, request, step, str(error))
    activate(user, "totp", service.now())
    end_steps(service, request)
    return go_on(service, user, auth_request, with_method([PASSWORD_METHOD], METHODS["totp"]))


def _setup_page(service: Service, request: Request, step: Step, mistake: str = "") -> Response:
    auth_request, interaction, form = step
    secret, user = interaction.totp_secret, service.pool.users[interaction.username]
    uri = key_uri(secret, issuer="Local stand-in", account=shown_name(service.pool, user))
    details = {
        "uri": uri,
        "drawing": qr_code(uri),
        "secret": secret,
        "code": code_at(secret, service.now()),
        "mistake": mistake,
    }
    return form_page(service, request, "mfa_setup.html", auth_request, form=form, **details)
