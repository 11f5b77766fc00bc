"""Sign-up, confirmation and forgotten passwords (Cognito API: SignUp, ForgotPassword, …)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .attributes import checked_attributes, refuse_verified
from .call import check_secret_hash
from .delivery import delivery_details, simulated_details
from .protocol import ApiError

if TYPE_CHECKING:
    from ..messages import Purpose
    from ..pool import AppClient, User
    from .call import Call

_MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
_EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")


def _sign_up(call: Call) -> dict[str, Any]:
    _, username = _client_and_name(call)
    members, service = call.members, call.service
    password, given = members.text("Password"), members.attributes("UserAttributes")
    refuse_verified(given)
    attributes = checked_attributes(given)
    if service.faults.fires("pre-sign-up-failed"):
        raise ApiError(
            "UserLambdaValidationException",
            "PreSignUp failed with error the sign-up was refused.",
        )
    user = service.directory.sign_up(username, password, attributes)
    answer = {"UserConfirmed": user.confirmed, "UserSub": user.sub}
    details = None if user.confirmed else delivery_details(user, verified_only=False)
    return answer if details is None else {**answer, **_sent(call, user, "confirm", details)}


def _confirm_sign_up(call: Call) -> dict[str, Any]:
    client, username = _client_and_name(call)
    code, service = call.members.text("ConfirmationCode"), call.service
    user = service.directory.find(username)
    if user is None:
        raise _hidden(client)
    if not user.enabled:
        raise ApiError("NotAuthorizedException", "User is disabled.")
    if user.confirmed:
        raise ApiError(
            "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"
        )
    _require_sent(call, user, "confirm")
    service.directory.confirm_by_code(user.username, code)
    return {}


def _resend_confirmation_code(call: Call) -> dict[str, Any]:
    client, username = _client_and_name(call)
    user = call.service.directory.find(username)
    if user is None or not user.enabled:
        return _simulated(client, username)
    if user.confirmed:
        raise ApiError("InvalidParameterException", "User is already confirmed.")
    details = delivery_details(user, verified_only=False)
    if details is None:
        raise ApiError(
            "InvalidParameterException", "Cannot resend codes. Auto verification not turned on."
        )
    return _sent(call, user, "confirm", details)


def _forgot_password(call: Call) -> dict[str, Any]:
    client, username = _client_and_name(call)
    user = call.service.directory.find(username)
    if user is None:
        return _simulated(client, username)
    if user.identity is not None or user.temporary_password:
        raise ApiError(
            "NotAuthorizedException", "User password cannot be reset in the current state."
        )
    details = delivery_details(user, verified_only=True)
    if user.enabled and details is not None:
        return _sent(call, user, "reset", details)
    if client.prevent_user_existence_errors:
        return _simulated(client, username)
    if not user.enabled:
        raise ApiError("NotAuthorizedException", "User is disabled.")
    raise ApiError(
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or "
        "phone_number",
    )


def _confirm_forgot_password(call: Call) -> dict[str, Any]:
    client, username = _client_and_name(call)
    members, service = call.members, call.service
    code, password = members.text("ConfirmationCode"), members.text("Password")
    user = service.directory.find(username)
    if user is None:
        raise _hidden(client)
    if not user.enabled:
        is_hidden = client.prevent_user_existence_errors
        refusal = _MISMATCH if is_hidden else ("NotAuthorizedException", "User is disabled.")
        raise ApiError(*refusal)
    _require_sent(call, user, "reset")
    service.directory.reset_by_code(user.username, code, password)
    return {}


def _client_and_name(call: Call) -> tuple[AppClient, str]:
    client, username = call.client(), call.members.text("Username")
    check_secret_hash(client, call.members.optional_text("SecretHash"), [username])
    return client, username


def _sent(call: Call, user: User, purpose: Purpose, details: dict[str, Any]) -> dict[str, Any]:
    call.service.directory.send_code(user, purpose)
    return {"CodeDeliveryDetails": details}


def _simulated(client: AppClient, username: str) -> dict[str, Any]:
    if not client.prevent_user_existence_errors:
        raise _hidden(client)
    return {"CodeDeliveryDetails": simulated_details(username)}


def _hidden(client: AppClient) -> ApiError:
    """Return the exception for an unknown user, which hides that the user is unknown."""
    if client.prevent_user_existence_errors:
        return ApiError(*_MISMATCH)
    return ApiError("UserNotFoundException", "Username/client id combination not found.")


def _require_sent(call: Call, user: User, purpose: Purpose) -> None:
    if (user.username, purpose) not in call.service.directory.outbox:
        raise ApiError(*_EXPIRED)


OPERATIONS = {
    "SignUp": _sign_up,
    "ConfirmSignUp": _confirm_sign_up,
    "ResendConfirmationCode": _resend_confirmation_code,
    "ForgotPassword": _forgot_password,
    "ConfirmForgotPassword": _confirm_forgot_password,
}
