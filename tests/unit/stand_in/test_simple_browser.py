"""The simple browser, and requests without a socket."""

import asyncio

import httpx
import pytest

from cognito_stand_in import FakeCognito, InProcessTransport, SimpleBrowser


def test_nobody_listens_elsewhere(cognito: FakeCognito) -> None:
    """A request to an origin that is not served fails as it would on a network."""
    with pytest.raises(httpx.ConnectError, match="no application for http://localhost:9"):
        SimpleBrowser(cognito).http.get("http://localhost:9/")


def test_an_application_that_waits_is_refused() -> None:
    """Waiting needs an event loop, which this transport does without."""

    async def waits(_scope: object, _receive: object, _send: object) -> None:
        await asyncio.sleep(0)

    client = httpx.Client(transport=InProcessTransport({"http://localhost": waits}))
    with pytest.raises(RuntimeError, match="the application waits"):
        client.get("http://localhost/")


def test_a_form_needs_a_page(cognito: FakeCognito) -> None:
    """Nothing can be submitted before a page was opened."""
    with pytest.raises(LookupError, match="no page is shown"):
        SimpleBrowser(cognito).submit({})


def test_a_link_that_is_not_there(cognito: FakeCognito) -> None:
    """Asking for a link that the page lacks is a LookupError."""
    browser = SimpleBrowser(cognito)
    browser.open("/error")
    assert browser.page is not None
    with pytest.raises(LookupError):
        browser.page.link_to("/signup")
