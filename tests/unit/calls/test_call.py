"""What `client.fetch` takes as a request, and the sentence for what it refuses."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.calls.call import LONGEST_TIMEOUT, Call
from auth.errors import ArgumentRefused
from auth.protocol.http import Request

URL = "https://api.example.com/notes"


def request(**arguments: object) -> Request:
    """Return the request of a call."""
    given_: dict[str, Any] = {
        "method": "POST",
        "headers": {},
        "body": None,
        "json_value": None,
        "timeout": 30.0,
        "stream": False,
        "signal": None,
    }
    return Call(**{**given_, **arguments}).request(URL, ("Authorization", "Bearer x"))


def of_the_browser(kind: str) -> Any:
    """Return what a JavaScript object of that class looks like from Python."""
    return SimpleNamespace(constructor=SimpleNamespace(name=kind))


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (None, None),
        ("", ""),
        ("a=é", "a=é"),
        (b"\x00\xff", b"\x00\xff"),
        (bytearray(b"abc"), b"abc"),
        (memoryview(b"abc"), b"abc"),
    ],
)
def test_strings_and_bytes_of_any_kind_are_sent(body: object, sent: object) -> None:
    """What a transport gets is a string or bytes."""
    assert request(body=body).body == sent
    assert type(request(body=body).body) is type(sent)


@pytest.mark.parametrize("kind", ["FormData", "Blob", "File", "URLSearchParams", "Uint8Array"])
def test_the_browsers_own_bodies_are_sent_as_they_are(kind: str) -> None:
    """Without a Content-Type: the browser knows the boundary of a form."""
    body = of_the_browser(kind)
    sent = request(body=body)
    assert sent.body is body
    assert sent.headers == (("Authorization", "Bearer x"),)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"body": {"a": 1}}, "body: got a dict, expected a string, bytes, FormData or a Blob"),
        ({"body": [1]}, "body: got a list, .*for JSON, use json="),
        ({"body": 7}, "body: got an int"),
        ({"body": open}, "body: got a builtin_function"),
        ({"body": of_the_browser("Object")}, "body: got an Object"),
        ({"body": "\ud800"}, "body: got a string with half a surrogate pair"),
        ({"body": "x", "json_value": 1}, "both body and json"),
        ({"json_value": object()}, "json: got an object"),
        ({"json_value": {"a": {1}}}, "json: got a dict"),
        ({"method": "GET", "body": "x"}, "a GET request has no body"),
        ({"method": "head", "json_value": 1}, "a HEAD request has no body"),
        ({"method": ""}, "method: got ''"),
        ({"method": "GE T"}, "method: got 'GE T'"),
        ({"method": "trace"}, "method: got 'trace'"),
        ({"method": None}, "method: got a NoneType"),
        ({"headers": {"authorization": "x"}}, "headers: got Authorization"),
        ({"headers": ["x"]}, "headers: got a list, expected a dict"),
        ({"headers": {"a b": "x"}}, "headers: got a name"),
        ({"headers": {"": "x"}}, "headers: got a name"),
        ({"headers": {7: "x"}}, "headers: got a name"),
        ({"headers": {"X-A": 7}}, "headers: X-A: got an int"),
        ({"headers": {"X-A": "a\r\nb"}}, "headers: X-A: got a character"),
        ({"headers": {"X-A": "é"}}, "headers: X-A: got a character"),
        ({"timeout": 0}, "timeout: got 0"),
        ({"timeout": -1.5}, "timeout: got -1.5"),
        ({"timeout": "5"}, "timeout: got '5'"),
        ({"timeout": float("nan")}, "timeout: got nan"),
        ({"timeout": None}, "timeout: got a NoneType"),
        ({"timeout": True}, "timeout: got True"),
        ({"stream": "yes"}, "stream: got 'yes', expected True or False"),
        ({"signal": 5}, "signal: got an int, expected an AbortSignal"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(
    arguments: dict[str, object], sentence: str
) -> None:
    """It says what was found, and what to use instead."""
    with pytest.raises(ArgumentRefused, match=sentence):
        request(**arguments)


def test_a_method_is_sent_in_capitals() -> None:
    """Browsers correct the case of `post`, and not of `patch`."""
    assert request(method="patch").method == "PATCH"


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_a_request_needs_no_body(method: str) -> None:
    """Every method may be sent without a body."""
    assert (request(method=method).method, request(method=method).body) == (method, None)


@pytest.mark.parametrize("value", [0, "", [], False, {"a": [None]}])
def test_every_json_value_but_none_is_sent(value: object) -> None:
    """As with httpx, `json=None` means that there is no body."""
    assert request(json_value=value).headers[-1] == ("Content-Type", "application/json")
    assert request(json_value=None).body is None


def test_the_callers_content_type_stays() -> None:
    """An API may want a JSON type of its own."""
    sent = request(json_value={}, headers={"content-type": "application/merge-patch+json"})
    assert sent.headers[1:] == (("content-type", "application/merge-patch+json"),)


@pytest.mark.parametrize("timeout", [1e300, float("inf")])
def test_an_endless_timeout_is_as_long_as_a_timer_counts(timeout: float) -> None:
    """More milliseconds than 31 bits would be none at all."""
    assert request(timeout=timeout).timeout == LONGEST_TIMEOUT


def test_all_arguments_arrive() -> None:
    """Streams, signals and headers are the request's."""
    signal = SimpleNamespace(aborted=False)
    sent = request(stream=True, signal=signal, timeout=5, headers={"X-A": "b\tc"})
    assert (sent.stream, sent.signal, sent.timeout, sent.url) == (True, signal, 5, URL)
    assert sent.headers == (("Authorization", "Bearer x"), ("X-A", "b\tc"))


ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.lists(st.text())
    | st.dictionaries(st.text(), st.text() | st.integers())
)


@given(
    st.dictionaries(
        st.sampled_from(["method", "headers", "body", "json_value", "timeout", "signal"]), ANYTHING
    )
)
def test_no_argument_raises_anything_else(arguments: dict[str, object]) -> None:
    """Any argument is sent, or refused with ArgumentRefused."""
    said = ""
    try:
        request(**arguments)
    except ArgumentRefused as error:
        said = str(error)
    assert len(said) < 200
