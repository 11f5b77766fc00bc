"""Somebody, or a broken server, has the browser going round in circles."""

import pytest

from auth.errors import AuthError
from tests.support import samples
from tests.support.tab import TOKEN_PATH, Browser, Tab

FAULTS = (
    "access-denied",
    "server-error",
    "mangled-state",
    "missing-state",
    "error-invalid-grant",
    "server-crash",
    "dropped-connection",
    "html-success",
    "wrong-nonce",
    "bad-signature",
    "unpublished-key",
    "expired-tokens",
    "clock-ahead",
)
ROUNDS = 5


async def departures(tab: Tab) -> int:
    """Follow the page wherever it leaves for by itself, as a browser would; count how often."""
    await tab.client.start()
    for count in range(ROUNDS):
        if not tab.navigation.visited:
            return count
        login = tab.navigation.visited[-1]
        tab.browser.cognito.sessions.end_all()
        await tab.come_back(
            tab.browser.simple_browser.sign_in(login, "ada", "Analytical-Engine-1843"),
        )
    return ROUNDS


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("on_load", [False, True])
async def test_a_sign_in_that_never_works_is_tried_once(
    one_browser: Browser, fault: str, *, on_load: bool
) -> None:
    """By itself the page leaves once at most, even where it is told to sign in on load."""
    one_browser.cognito.faults.enable(fault)
    tab = one_browser.tab(sign_in_on_load=on_load)
    assert await departures(tab) == int(on_load)
    assert tab.client.session.state == "signed_out"
    assert tab.codes_sent <= 1


@pytest.mark.parametrize("status", [401, 403])
async def test_an_api_that_always_refuses_starts_no_sign_in(
    one_browser: Browser, status: int
) -> None:
    """Nothing is left for, and of ten calls each costs two requests and one renewal at most."""
    tab = one_browser.tab()
    await tab.sign_in()
    one_browser.api.statuses = [status] * 99
    for _ in range(10):
        assert (await tab.client.fetch("/api/user")).status == status
    assert tab.navigation.visited == []
    assert len(one_browser.api.seen) <= 20
    assert tab.codes_sent <= 11


async def test_a_refresh_token_that_is_refused_ends_it_once(one_browser: Browser) -> None:
    """However many callers there are, one request is made, and nobody is sent anywhere."""
    tab = one_browser.tab()
    await tab.sign_in()
    tab.transport.answer(TOKEN_PATH, *[samples.reply({"error": "invalid_grant"}, 400)] * 99)
    one_browser.clock.advance(3600)
    for _ in range(10):
        with pytest.raises(AuthError):
            await tab.client.fetch("/api/user")
    assert (tab.client.session.state, tab.navigation.visited) == ("ended", [])
    assert (tab.codes_sent, tab.states.count("ended")) == (2, 1)
