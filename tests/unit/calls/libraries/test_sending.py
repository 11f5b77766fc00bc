"""A synchronous request: where the token goes, what is left to the browser, and what fails."""

import io
import sys

import pytest

from auth.calls.libraries.sending import NoAnswer, Sender
from auth.errors import SignInRequired, TransportFailed
from tests.support.tab import Browser, signed_in
from tests.unit.calls.libraries.conftest import Wire

API = "https://api.example.com"


def send(sender: Sender, url: str = f"{API}/x", **headers: str) -> None:
    """Send a GET."""
    sender.send("GET", url, headers=headers, body=None)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "http://localhost:8000/api/user",
        "https://api.example.com.evil.example/",
        "https://api.example.com@evil.example/",
        "https://api.example.com\\@evil.example/",
        "https://evil.example\\@api.example.com/",
        "http://api.example.com/",
        "https://api.example.com:444/",
        "//api.example.com/",
        "data:,x",
    ],
)
async def test_no_other_origin_gets_the_token(one_browser: Browser, wire: Wire, url: str) -> None:
    """The request is sent without it; the browser's policy decides about the rest."""
    tab = await signed_in(one_browser, api_origins=[API])
    send(Sender(tab.client._calls), url)
    assert wire.sent[0].headers == {}


async def test_a_listed_origin_gets_the_token(one_browser: Browser, wire: Wire) -> None:
    """Unless the caller has an Authorization header of their own."""
    tab = await signed_in(one_browser, api_origins=[API])
    sender = Sender(tab.client._calls)
    send(sender)
    send(sender, authorization="Basic eA==")
    token = await tab.client.get_access_token()
    assert wire.sent[0].headers == {"Authorization": f"Bearer {token}"}
    assert wire.sent[1].headers == {"authorization": "Basic eA=="}


async def test_what_browsers_set_is_left_to_them(one_browser: Browser, wire: Wire) -> None:
    """They would complain on the console; so are lengths and codings of answers."""
    tab = await signed_in(one_browser, api_origins=[API])
    wire.answer = (200, {"Content-Length": "9", "content-encoding": "br", "X-A": "b"}, b"")
    answer = Sender(tab.client._calls).send(
        "GET",
        "https://other.example/",
        headers={"Host": "h", "Content-Length": "1", "User-Agent": "u", "Cookie": "c", "X-A": "b"},
        body=None,
    )
    assert wire.sent[0].headers == answer.headers == {"X-A": "b"}


async def test_a_token_that_has_ended_is_not_sent(one_browser: Browser, wire: Wire) -> None:
    """Nor is the request; a renewal has to come first, and nothing without a session."""
    tab = await signed_in(one_browser, api_origins=[API])
    sender = Sender(tab.client._calls)
    one_browser.clock.advance(3600)
    with pytest.raises(TransportFailed, match="get_access_token"):
        send(sender)
    await tab.client.get_access_token()
    send(sender)
    await tab.client.sign_out(hosted=False)
    with pytest.raises(SignInRequired):
        send(sender)
    assert len(wire.sent) == 1


async def test_silence_says_nothing_of_the_request(one_browser: Browser, wire: Wire) -> None:
    """Whatever the browser says is left out, its words and its cause."""
    tab = await signed_in(one_browser, api_origins=[API])
    answers: list[tuple[int, dict[str, str], bytes] | Exception]
    answers = [ValueError("Bearer secret"), (0, {}, b"")]
    for wire.answer in answers:
        with pytest.raises(NoAnswer) as caught:
            send(Sender(tab.client._calls))
        assert (str(caught.value), caught.value.__context__) == ("no response arrived", None)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (None, None),
        ("text", "text"),
        (b"bytes", b"bytes"),
        (bytearray(b"bytes"), b"bytes"),
        (io.BytesIO(b"file"), b"file"),
        (io.StringIO("file"), "file"),
        (iter([b"a", "b"]), b"ab"),
    ],
)
async def test_a_body_is_sent_whole(
    one_browser: Browser, wire: Wire, body: object, sent: object
) -> None:
    """Files and generators are read before they are sent."""
    tab = await signed_in(one_browser)
    Sender(tab.client._calls).send("POST", f"{API}/x", headers={}, body=body)
    assert wire.sent[0].body == sent


async def test_the_part_that_logs_is_not_loaded(one_browser: Browser, wire: Wire) -> None:
    """It starts a worker from text, and writes whole requests to the console."""
    tab = await signed_in(one_browser)
    send(Sender(tab.client._calls))
    assert sys.modules["pyodide_http._streaming"].send_streaming_request(None) is False
    assert len(wire.sent) == 1
