"""Requests and errors of AWS JSON 1.1, the protocol of Cognito's APIs (Smithy, AWS JSON 1.1)."""

import json

from ..errors import MalformedResponse
from ..protocol.http import COGNITO_LIMIT, Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..protocol.http import Response

_ERROR_LIMIT = 64


def aws_json_request(origin: str, target: str, document: "dict[str, object]") -> Request:
    """Build the request for an operation.

    Args:
        origin: Where the API is.
        target: The service and the operation, such as `AWSCognitoIdentityService.GetId`.
        document: The members of the request.
    """
    return Request(
        "POST",
        origin + "/",
        headers=(("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", target)),
        body=json.dumps(document),
        max_response_bytes=COGNITO_LIMIT,
    )


def error_name(response: "Response") -> str:
    """Return the last part of `__type`, such as `NotAuthorizedException`, or "".

    Args:
        response: A response whose status is not a success.
    """
    try:
        kind = response.json().get("__type")
    except MalformedResponse:
        return ""
    name = kind.split("#")[-1] if isinstance(kind, str) else ""
    return name if name.isalpha() and len(name) <= _ERROR_LIMIT else ""
