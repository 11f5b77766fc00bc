"""An attacker lures the access token to a place that is not the API (RFC 9700 4.9)."""

import pytest

from auth.errors import ArgumentRefused, TransportFailed
from tests.support import samples
from tests.support.tab import Browser, signed_in


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api",
        "http://localhost:8001/api",
        "http://localhost/api",
        "https://localhost:8000/api",
        "http://localhost:8000.evil.example/api",
        "http://localhost:80000/api",
        "http://localhost:8000@evil.example/api",
        "http://evil.example\\@localhost:8000/api",
        "http://user:password@localhost:8000/api",
        "http://localhost:8000\\.evil.example/api",
        "http://localhost.:8000/api",
        "http://localhost:08000/api",
        "http://127.0.0.1:8000/api",
        "//evil.example/api",
        "/\\evil.example/api",
        "\\\\evil.example/api",
        "api/user",
        "../api",
        "file:///etc/passwd",
        "blob:http://localhost:8000/x",
        "HTTP://localhost:8000/api",
        " http://localhost:8000/api",
        "http:\t//localhost:8000/api",
        "http:///localhost:8000/api",
        "http:localhost:8000/api",
        "",
    ],
)
async def test_the_token_goes_to_no_other_origin(one_browser: Browser, url: str) -> None:
    """An address that is not plainly on the list is refused before anything is sent."""
    tab = await signed_in(one_browser)
    before = len(tab.transport.requests)
    with pytest.raises(ArgumentRefused):
        await tab.client.fetch(url)
    assert len(tab.transport.requests) == before


@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/revoke", "/oauth2/userInfo", "/login"])
async def test_the_token_endpoints_are_no_api(one_browser: Browser, path: str) -> None:
    """Cognito's own origin gets the access token at userInfo and nowhere else."""
    tab = await signed_in(one_browser)
    before = len(tab.transport.requests)
    with pytest.raises(ArgumentRefused):
        await tab.client.fetch(samples.DOMAIN + path)
    assert len(tab.transport.requests) == before


async def test_a_redirect_is_not_followed(one_browser: Browser) -> None:
    """Wherever an API points to, the token does not go there."""
    tab = await signed_in(one_browser)
    one_browser.api.statuses = [307]
    with pytest.raises(TransportFailed):
        await tab.client.fetch("/api/user")
    assert len(one_browser.api.seen) == 1
