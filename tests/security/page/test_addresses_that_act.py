"""An attacker has a browser open an address that does something by itself (cross-site request)."""

import pytest

from tests.support import samples
from tests.support.tab import Browser

ADDRESSES = (
    "/?logout=1",
    "/?logout",
    "/logout",
    "/?sign_out=true",
    "/sign-out",
    "/#sign-out",
    "/?action=signout",
    "/?revoke=1",
    "/?login=1",
    "/?sign_in=1",
    "/?sign-in",
    "/#sign-in",
    "/login",
    "/?refresh=1",
    "/?session_ended=1",
    "/?state=x",
    "/?iss=https://evil.example",
    "/?error_description=Call+0900",
    "/?prompt=none",
    "/?sign_in_on_load=true",
    "/?token_storage=local",
)


@pytest.mark.parametrize("address", ADDRESSES)
async def test_an_address_signs_nobody_in(one_browser: Browser, address: str) -> None:
    """A visit starts nothing: a sign-in needs a click, or the app's own setting."""
    tab = one_browser.tab(samples.PAGE + address)
    session = await tab.client.start()
    assert (session.state, session.error) == ("signed_out", None)
    cleaned = [f"{samples.PAGE}/"] if address == "/?state=x" else []
    assert (tab.navigation.visited, tab.navigation.replaced) == ([], cleaned)
    assert (tab.transport.requests, tab.storage.entries) == ([], {})


@pytest.mark.parametrize("address", ADDRESSES)
async def test_an_address_signs_nobody_out(one_browser: Browser, address: str) -> None:
    """A signed-in person stays signed in, and no token is revoked or renewed."""
    tab = one_browser.tab()
    await tab.sign_in()
    before = len(tab.transport.requests)
    session = await tab.come_back(samples.PAGE + address)
    assert (session.state, session.error) == ("signed_in", None)
    assert (tab.navigation.visited, len(tab.transport.requests)) == ([], before)
