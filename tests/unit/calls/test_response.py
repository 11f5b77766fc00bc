"""What an app reads of an API's response (tests/vectors has what all interpreters do alike)."""

import importlib

import pytest

from auth.calls.response import ApiResponse, ApiTransport, Headers, _character, _decoded
from auth.errors import (
    ApiRequestFailed,
    ApiResponseMalformed,
    ApiStatusError,
    AuthError,
    TransportFailed,
)
from auth.protocol.http import Request, Response
from auth.testing.doubles import ScriptedStream, ScriptedTransport
from docs.page_modules import empty_modules, in_place

REQUEST = Request("GET", "https://api.example.com/notes?token=secret")


def response(body: bytes = b"", status: int = 200, **headers: str) -> ApiResponse:
    """Return a response of the API."""
    return ApiResponse(REQUEST, Response(status, headers=headers, body=body))


async def read(stream: ScriptedStream) -> tuple[list[bytes], ApiResponse]:
    """Read a streamed response to its end."""
    streamed = ApiResponse(REQUEST, Response(200, headers={}, body=b"", stream=stream))
    return [chunk async for chunk in streamed], streamed


async def test_a_stream_is_read_piece_by_piece() -> None:
    """Empty pieces are no end."""
    chunks, streamed = await read(ScriptedStream([b"a", b"", b"b"]))
    assert chunks == [b"a", b"b"]
    assert repr(streamed) == "<ApiResponse 200, stream>"
    assert streamed.native is None


async def test_a_stream_that_breaks_off_is_told_as_the_apis() -> None:
    """What came before is not lost, and the address is named without its query."""
    streamed = ApiResponse(
        REQUEST,
        Response(
            200, headers={}, body=b"", stream=ScriptedStream([b"a"], TransportFailed("it broke"))
        ),
    )
    chunks = aiter(streamed)
    assert await anext(chunks) == b"a"
    with pytest.raises(ApiRequestFailed) as caught:
        await anext(chunks)
    assert str(caught.value) == "GET https://api.example.com/notes: it broke"


def test_a_stream_is_not_read_whole() -> None:
    """A mistake of the program, which says what to write instead."""
    streamed = ApiResponse(
        REQUEST, Response(200, headers={}, body=b"", stream=ScriptedStream([b"a"]))
    )
    for method in (streamed.bytes, streamed.text, streamed.json):
        with pytest.raises(RuntimeError, match="async for chunk in response"):
            method()


async def test_a_whole_body_can_be_iterated_and_read() -> None:
    """Iterating does not consume the body."""
    whole = response(b"abc")
    assert [chunk async for chunk in whole] == [b"abc"]
    assert [chunk async for chunk in whole] == []
    assert whole.bytes() == b"abc"
    whole.cancel()
    assert whole.text() == "abc"


def test_success_is_returned_for_chaining() -> None:
    """`response = (await client.fetch(url)).raise_for_status()`."""
    success = response(b"[1]")
    assert success.raise_for_status() is success
    assert success.raise_for_status().json() == [1]


@pytest.mark.parametrize("status", [199, 300, 304, 400, 404, 500])
def test_every_other_status_is_an_error(status: int) -> None:
    """The error has the response, and the message nothing secret."""
    failed = response(b"secret", status, secret="secret")
    with pytest.raises(ApiStatusError) as caught:
        failed.raise_for_status()
    assert (caught.value.status, caught.value.response) == (status, failed)
    assert "secret" not in str(caught.value) + repr(failed)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<html>", b"[" * 200_000, b"\xff", b"1 2", b"{'a': 1}"]
)
def test_what_is_not_json_is_an_error_of_ours(body: bytes) -> None:
    """A depth that Python cannot read included; nothing of the body is quoted."""
    with pytest.raises(ApiResponseMalformed) as caught:
        response(body).json()
    assert "{" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\xffb", "a\ufffdb"),
        ("a\u00e9\u20ac\U0001f600".encode() + b"\x80z", "a\u00e9\u20ac\U0001f600\ufffdz"),
    ],
)
def test_what_is_not_utf8_is_replaced_character_by_character(data: bytes, text: str) -> None:
    """MicroPython has nothing that replaces, so its way is tried here as well."""
    assert _decoded(data) == text
    by_hand, at = "", 0
    while at < len(data):
        character = _character(data[at : at + 4])
        by_hand += character or "\ufffd"
        at += len(character.encode()) or 1
    assert by_hand == text


def test_headers_are_found_in_any_case() -> None:
    """And listed in lower case; a missing one raises KeyError, as in a dict."""
    headers = Headers({"X-Total": "3", "etag": "x"})
    assert (headers["x-total"], headers["X-TOTAL"], headers.get("ETag")) == ("3", "3", "x")
    assert ("X-total" in headers, "x" in headers, len(headers)) == (True, False, 2)
    assert list(headers) == headers.keys() == ["x-total", "etag"]
    assert headers.items() == [("x-total", "3"), ("etag", "x")]
    assert (headers.get("x"), headers.get("x", "?")) == (None, "?")
    assert repr(headers) == "<Headers x-total, etag>"
    with pytest.raises(KeyError):
        headers["x"]


@pytest.mark.parametrize("is_redirect", [False, True])
async def test_a_failure_is_told_as_the_apis(*, is_redirect: bool) -> None:
    """TransportFailed keeps `is_redirect`."""
    transport = ScriptedTransport()
    transport.answer("/notes", TransportFailed("it failed", is_redirect=is_redirect))
    with pytest.raises(ApiRequestFailed, match="notes: it failed") as caught:
        await ApiTransport(transport).send(REQUEST)
    assert caught.value.is_redirect is is_redirect


@pytest.mark.parametrize(
    "error",
    [
        ApiRequestFailed("x"),
        ApiResponseMalformed("x"),
        ApiStatusError("x", status=500, response=None),
    ],
)
def test_no_sentence_about_an_api_blames_the_sign_in_service(error: AuthError) -> None:
    """The first row that fits is the one that people read."""
    with in_place(empty_modules()):
        rows = importlib.import_module("auth.page.messages")._SENTENCES
    assert next(key for kinds, key in rows if isinstance(error, kinds)).startswith("api_")
