"""Requests and responses as values."""

import pytest

from auth.errors import MalformedResponse
from auth.protocol.http import Request, Response, form_request


def test_a_form_request_needs_no_preflight() -> None:
    """A POST with a content type that needs no preflight, and no other header."""
    request = form_request("https://a.example/token", [("a", "1"), ("b", "c d")], keepalive=True)
    assert (request.method, request.url) == ("POST", "https://a.example/token")
    assert request.headers == (("Content-Type", "application/x-www-form-urlencoded"),)
    assert (request.body, request.keepalive) == ("a=1&b=c%20d", True)
    assert 0 < request.timeout <= 60


def test_a_request_shows_no_secret() -> None:
    """Headers, body and query are not in the representation."""
    request = Request(
        "GET", "https://a.example/x?code=secret", headers=(("A", "secret"),), body="secret"
    )
    assert repr(request) == "<Request GET https://a.example/x>"


def test_a_response_shows_its_size_only() -> None:
    """Bodies contain tokens."""
    assert repr(Response(200, headers={"a": "secret"}, body=b"secret")) == "<Response 200, 6 bytes>"


@pytest.mark.parametrize(
    ("status", "ok"), [(199, False), (200, True), (204, True), (299, True), (300, False)]
)
def test_success_is_told_by_the_status(status: int, *, ok: bool) -> None:
    """Only statuses from 200 to 299 are a success."""
    assert Response(status, headers={}, body=b"").ok is ok


def test_a_body_can_be_read_as_text_or_object() -> None:
    """UTF-8 and JSON objects are read; anything else raises MalformedResponse."""
    assert Response(200, headers={}, body="é".encode()).text() == "é"
    assert Response(200, headers={}, body=b'{"a":1}').json() == {"a": 1}
    for body in (b"\xff", b"[]"):
        with pytest.raises(MalformedResponse):
            Response(200, headers={}, body=body).json()
    with pytest.raises(MalformedResponse):
        Response(200, headers={}, body=b"\xff").text()
