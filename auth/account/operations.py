"""Builds requests about an account, and parses Cognito's answers (Cognito API, AWS JSON 1.1)."""

from ..calls.account_api import api_origin
from ..calls.aws_json import aws_json_request, error_name
from ..protocol.http import Request, Response
from . import errors

_SERVICE = "AWSCognitoIdentityProviderService."
_NOT_AUTHORIZED = "NotAuthorizedException"

_ERRORS = {
    "CodeMismatchException": errors.CodeMismatch,
    "EnableSoftwareTokenMFAException": errors.CodeMismatch,  # a wrong code at an enrolment
    "ExpiredCodeException": errors.ExpiredCode,
    "LimitExceededException": errors.LimitExceeded,
    "TooManyRequestsException": errors.LimitExceeded,
    "TooManyFailedAttemptsException": errors.LimitExceeded,
    "InvalidPasswordException": errors.InvalidPassword,
    "PasswordHistoryPolicyViolationException": errors.PasswordHistoryViolation,
    "InvalidParameterException": errors.InvalidParameter,
    "AliasExistsException": errors.AliasExists,
    "SoftwareTokenMFANotFoundException": errors.FeatureNotEnabled,
    "WebAuthnNotEnabledException": errors.FeatureNotEnabled,
    "WebAuthnConfigurationMissingException": errors.FeatureNotEnabled,
    "OperationNotEnabledException": errors.FeatureNotEnabled,
    "FeatureUnavailableInTierException": errors.FeatureNotEnabled,
    "WebAuthnChallengeNotFoundException": errors.PasskeyNotCreated,
    "WebAuthnRelyingPartyMismatchException": errors.PasskeyNotCreated,
    "WebAuthnClientMismatchException": errors.PasskeyNotCreated,
    "WebAuthnOriginNotAllowedException": errors.PasskeyNotCreated,
    "WebAuthnCredentialNotSupportedException": errors.PasskeyNotCreated,
}

# Cognito has one exception for all of these; only its message tells them apart.
_NOT_AUTHORIZED_MESSAGES = (
    ("required scopes", errors.InsufficientScope),
    ("username or password", errors.IncorrectPassword),
    ("unauthorized attribute", errors.InvalidParameter),
    ("attempts exceeded", errors.LimitExceeded),
)
_TOKEN_MESSAGES = ("access token has", "invalid access token")


def account_request(
    issuer: str, operation: str, access_token: str, document: "dict[str, object]"
) -> Request:
    """Build the request for an operation; the access token is a member of its body.

    Args:
        issuer: The issuer of the token, whose API is the only place that it is sent to.
        operation: The operation, such as `GetUser`.
        access_token: The person's access token.
        document: The other members.
    """
    members: dict[str, object] = {"AccessToken": access_token}
    members.update(document)
    return aws_json_request(api_origin(issuer), _SERVICE + operation, members)


def with_oauth_status(response: Response) -> Response:
    """Return the response, with status 401 if it refuses the access token (RFC 6750 3.1).

    Cognito answers 400 to everything here.
    """
    message = "" if response.ok else _message(response)
    if any([words in message for words in _TOKEN_MESSAGES]):
        return Response(401, headers=response.headers, body=response.body)
    return response


def parse_answer(response: Response) -> "dict[str, object]":
    """Return the members of an answer; some operations answer with nothing.

    Raises:
        AccountRequestRejected: Cognito refused the request.
        MalformedResponse: The body is not a JSON object.
    """
    if response.status == 200:
        return response.json() if response.body else {}
    name, message = error_name(response), _message(response)
    kind = _ERRORS.get(name, errors.AccountRequestRejected)
    for words, of_message in _NOT_AUTHORIZED_MESSAGES:
        if words in message:
            kind = of_message
    raise kind(name, status=response.status)


def _message(response: Response) -> str:
    """Return the message of a NotAuthorizedException in lower case, or ""."""
    if error_name(response) != _NOT_AUTHORIZED:
        return ""
    answer = response.json()
    found = answer.get("message") or answer.get("Message")
    return found.lower() if isinstance(found, str) else ""
