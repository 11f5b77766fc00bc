"""Requests and responses of AWS JSON 1.1: operations, errors and their headers."""

from __future__ import annotations

import json
import uuid
from typing import Any

from starlette.responses import Response

from ..pages import printable
from ..replies import ANY_ORIGIN

_HEADERS = {
    **ANY_ORIGIN,
    "access-control-expose-headers": "x-amzn-RequestId,x-amzn-ErrorType,Date",
    "content-type": "application/x-amz-json-1.1",
}


class ApiError(Exception):
    """The response is this exception of the API.

    Args:
        name: The name that the API's model has for it, such as `NotAuthorizedException`.
        message: The message for people.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name = name
        self.message = message


def parse_document(body: bytes) -> dict[str, Any]:
    """Parse the body of a request.

    Raises:
        ApiError: it is not a JSON object.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise ApiError("SerializationException", "Expected a JSON object.")
    return document


def success_reply(document: dict[str, Any]) -> Response:
    """Return the response of an operation, which any page may read."""
    headers = {**_HEADERS, "x-amzn-requestid": str(uuid.uuid4())}
    # Names and values of users may have been typed into a page, with anything in them.
    return Response(printable(json.dumps(document, ensure_ascii=False)), headers=headers)


def error_reply(error: ApiError) -> Response:
    """Return the response with an exception, with status 400 as every error of the caller."""
    reply = success_reply({"__type": error.name, "message": error.message})
    reply.status_code = 400
    reply.headers["x-amzn-errortype"] = f"{error.name}:"
    return reply
