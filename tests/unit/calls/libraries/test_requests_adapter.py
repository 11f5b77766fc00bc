"""`requests`, with an adapter for a browser."""

import pytest
import requests

from auth.calls.libraries.requests_adapter import install_adapter
from auth.calls.libraries.sending import Sender
from tests.support.tab import Browser, signed_in
from tests.unit.calls.libraries.conftest import Wire

API = "https://api.example.com/x"


@pytest.fixture(autouse=True)
def _own_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the adapter that opens sockets after the test."""
    monkeypatch.setattr("requests.sessions.HTTPAdapter", requests.adapters.HTTPAdapter)


async def test_calls_and_answers_are_as_ever(one_browser: Browser, wire: Wire) -> None:
    """JSON out and in, headers whatever their case, and the token."""
    tab = await signed_in(one_browser, api_origins=["https://api.example.com"])
    install_adapter(Sender(tab.client._calls))
    wire.answer = (200, {"content-type": "application/json"}, b'{"a": 1}')
    response = requests.post(API, json={"b": 2}, params={"q": "1"}, timeout=3)
    assert (response.json(), response.reason, response.url) == ({"a": 1}, "OK", f"{API}?q=1")
    assert response.headers["Content-Type"] == "application/json"
    [sent] = wire.sent
    assert (sent.method, sent.body) == ("POST", b'{"b": 2}')
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["Authorization"].startswith("Bearer ")
    assert "User-Agent" not in sent.headers


async def test_refusals_and_silence_are_told(one_browser: Browser, wire: Wire) -> None:
    """By the status, and as `ConnectionError`, which shows nothing of the headers."""
    tab = await signed_in(one_browser)
    install_adapter(Sender(tab.client._calls))
    wire.answer = (500, {}, b"")
    with pytest.raises(requests.HTTPError):
        requests.get(API, timeout=3).raise_for_status()
    wire.answer = OSError("Bearer secret")
    with pytest.raises(requests.ConnectionError, match="no response arrived") as caught:
        requests.get(API, timeout=3)
    assert "secret" not in repr(caught.value)
