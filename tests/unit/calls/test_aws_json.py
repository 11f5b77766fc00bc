"""AWS's JSON protocol: a request's headers and body, and the name of an exception."""

import json

import pytest

from auth.calls.aws_json import aws_json_request, error_name
from tests.support import samples


def test_a_request_names_its_operation_in_a_header() -> None:
    """It is a POST to the root of the API, and its response is limited."""
    request = aws_json_request("https://api.example", "Service.Operation", {"Name": "ü"})
    assert (request.method, request.url) == ("POST", "https://api.example/")
    assert dict(request.headers) == {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "Service.Operation",
    }
    assert isinstance(request.body, str)
    assert json.loads(request.body) == {"Name": "ü"}
    assert request.max_response_bytes == 1_048_576


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"__type": "NotAuthorizedException", "message": "x"}, "NotAuthorizedException"),
        ({"__type": "com.example#TooManyRequestsException"}, "TooManyRequestsException"),
        ({"__type": "<script>"}, ""),
        ({"__type": "x" * 65}, ""),
        ({"__type": 7}, ""),
        ({}, ""),
        (b"<html>", ""),
        ([], ""),
    ],
)
def test_an_exception_has_a_name_if_it_looks_like_one(body: object, name: str) -> None:
    """Anything else may be a text of somebody else's."""
    assert error_name(samples.reply(body, 400)) == name
