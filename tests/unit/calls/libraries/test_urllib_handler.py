"""`urllib.request`, with its own processors around a browser."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from auth.calls.libraries.sending import Sender
from auth.calls.libraries.urllib_handler import install_opener
from tests.support.tab import Browser, signed_in
from tests.unit.calls.libraries.conftest import Wire

API = "https://api.example.com/x"


@pytest.fixture(autouse=True)
def _own_opener() -> Iterator[None]:
    """Uninstall the opener after the test."""
    yield
    urllib.request.install_opener(None)


async def test_forms_and_answers_are_as_ever(one_browser: Browser, wire: Wire) -> None:
    """A Content-Type on the way out; status, headers, text and address on the way back."""
    tab = await signed_in(one_browser, api_origins=["https://api.example.com"])
    install_opener(Sender(tab.client._calls))
    wire.answer = (201, {"content-type": "text/plain", "content-length": "1"}, "é".encode())
    with urllib.request.urlopen(API, data=b"a=1") as response:
        assert (response.status, response.reason, response.url) == (201, "Created", API)
        assert response.read().decode() == "é"
        assert response.getheader("Content-Type") == "text/plain"
    [sent] = wire.sent
    assert (sent.method, sent.body) == ("POST", b"a=1")
    assert sent.headers["Content-type"] == "application/x-www-form-urlencoded"
    assert sent.headers["Authorization"].startswith("Bearer ")


async def test_refusals_and_silence_are_raised(one_browser: Browser, wire: Wire) -> None:
    """As `HTTPError`, with the body, and as `URLError`."""
    tab = await signed_in(one_browser)
    install_opener(Sender(tab.client._calls))
    wire.answer = (404, {}, b"none")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(API)
    with caught.value as error:
        assert (error.code, error.reason, error.read()) == (404, "Not Found", b"none")
    wire.answer = OSError("Bearer secret")
    with pytest.raises(urllib.error.URLError, match="no response arrived") as silence:
        urllib.request.urlopen(API)
    assert "secret" not in repr(silence.value)
