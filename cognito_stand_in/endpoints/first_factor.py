"""/oneTimeCode and /passkey: sign-in without a password (Cognito: choice-based sign-in)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..directory_errors import DirectoryError
from ..factors.codes import check_factor_code, send_factor_code
from ..factors.first import available_factors
from ..factors.passkey_checks import authenticate
from ..factors.passkeys import PasskeyRefused, request_options
from ..factors.settings import EMAIL_OTP, FIRST_FACTOR_CODES, SMS_OTP, WEB_AUTHN
from ..pages import form_page
from ..pool import User
from ..step_up import METHODS, passkey_method
from .second_factor import go_on
from .steps import current_step, end_steps, read_step, to_step

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..authorization import AuthorizationRequest
    from ..factors.settings import Passkey
    from ..pool import AppClient, Pool
    from ..service import Service
    from .steps import Step

_LABELS = {
    EMAIL_OTP: "Get a code by e-mail",
    SMS_OTP: "Get a code by SMS",
    WEB_AUTHN: "Use a passkey",
}


def offered_factors(pool: Pool, client: AppClient) -> dict[str, str]:
    """Return the labels of what the sign-in page offers beside a password, by factor."""
    if not (pool.managed_login and pool.has_paid_features):
        return {}
    if "ALLOW_USER_AUTH" not in client.auth_flows:
        return {}
    return {name: label for name, label in _LABELS.items() if name in pool.factors.first}


def to_first_factor(
    service: Service, user: User | None, auth_request: AuthorizationRequest, factor: str
) -> Response:
    """Redirect to the page of a factor. Unknown users get the same page, and nothing is sent.

    Args:
        service: The stand-in.
        user: Who signs in; None if nobody has the name that was typed.
        auth_request: The request of the app.
        factor: `EMAIL_OTP`, `SMS_OTP` or `WEB_AUTHN`.
    """
    if user is not None and factor not in available_factors(service.pool, user):
        user = None
    username = "" if user is None else user.username
    if factor == WEB_AUTHN:
        return to_step(service, auth_request, "/passkey", "passkey", username)
    sent_by = FIRST_FACTOR_CODES[factor]
    if user is not None:
        send_factor_code(service, user, sent_by, "sign-in")
    return to_step(service, auth_request, "/oneTimeCode", "one-time-code", username, factor=sent_by)


async def show_one_time_code(service: Service, request: Request) -> Response:
    """Ask for the code."""
    return _code_page(service, request, current_step(service, request, "one-time-code"))


async def submit_one_time_code(service: Service, request: Request) -> Response:
    """Check the code and go on; show the page again after a wrong one."""
    step = await read_step(service, request, "one-time-code")
    try:
        user = _user_of_code(service, step)
    except DirectoryError as error:
        return _code_page(service, request, step, str(error))
    end_steps(service, request)
    return go_on(service, user, step.auth_request, [METHODS[step.interaction.factor]])


def _user_of_code(service: Service, step: Step) -> User:
    user = service.pool.users.get(step.interaction.username)
    if user is None:
        raise DirectoryError("Invalid verification code provided, please try again.")
    code = step.form.get("code", "")
    check_factor_code(service, user, step.interaction.factor, code, "sign-in")
    return user


def _code_page(service: Service, request: Request, step: Step, mistake: str = "") -> Response:
    auth_request, interaction, form = step
    message = service.directory.outbox.get((interaction.username, "sign-in"))
    details = {"message": message, "factor": interaction.factor, "mistake": mistake}
    return form_page(service, request, "one_time_code.html", auth_request, form=form, **details)


async def show_passkey(service: Service, request: Request) -> Response:
    """Ask for a passkey."""
    return _passkey_page(service, request, current_step(service, request, "passkey"))


async def submit_passkey(service: Service, request: Request) -> Response:
    """Check the passkey and go on; show the page again if it is refused."""
    step = await read_step(service, request, "passkey")
    try:
        user, passkey = _user_of_passkey(service, step)
    except (PasskeyRefused, DirectoryError) as refused:
        return _passkey_page(service, request, step, str(refused))
    end_steps(service, request)
    return go_on(service, user, step.auth_request, [passkey_method(passkey)])


def _user_of_passkey(service: Service, step: Step) -> tuple[User, Passkey]:
    user = service.pool.users.get(step.interaction.username)
    if user is None:
        raise PasskeyRefused("unknown", "The passkey is unknown.")
    client_id = step.auth_request.client.client_id
    return user, authenticate(service, user, client_id, parsed_credential(step.form))


def parsed_credential(form: dict[str, str]) -> dict[str, Any]:
    """Return the credential in a form.

    Raises:
        PasskeyRefused: there is none.
    """
    try:
        credential = json.loads(form.get("credential", ""))
    except (ValueError, RecursionError):
        credential = None
    if not isinstance(credential, dict):
        raise PasskeyRefused("invalid", "The browser has sent no passkey.")
    return credential


def _passkey_page(service: Service, request: Request, step: Step, mistake: str = "") -> Response:
    auth_request, interaction, form = step
    user = service.pool.users.get(interaction.username) or User(username="", sub="")
    options = request_options(service, user, auth_request.client.client_id)
    details = {
        "heading": "Sign in with your passkey",
        "text": "Your browser asks for it when you continue.",
        "action": f"/passkey?{auth_request.query}",
        "ceremony": "get",
        "options": json.dumps(options),
        "label": "Continue",
        "back": f"/login?{auth_request.query}",
        "mistake": mistake,
    }
    return form_page(service, request, "passkey.html", auth_request, form=form, **details)
