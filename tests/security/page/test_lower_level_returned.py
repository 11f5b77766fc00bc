"""A person, or somebody on the way, takes the second factor out of a stepped-up sign-in."""

from typing import Any

import pytest

from auth.errors import AuthenticationTooOld, AuthenticationTooWeak
from auth.protocol.id_token_claims import LEEWAY_SECONDS
from tests.support.step_up import (
    HIGH,
    HIGHEST,
    LOW,
    RESUME,
    StrongApi,
    demand_of,
    departure,
    give_factor,
    sign_in_at_cognito,
)
from tests.support.tab import Browser, Tab, signed_in
from tests.unit.session.test_discarding import is_alive, token_of


async def departed(browser: Browser, **settings: Any) -> Tab:
    """Return a tab in which ada has left for a second factor that she has."""
    give_factor(browser)
    StrongApi(browser, acr=HIGH, max_age=60)
    tab = await signed_in(browser, **settings)
    browser.clock.advance(61)
    await demand_of(tab)
    return tab


async def assert_refused(tab: Tab, url: str, kind: type = AuthenticationTooWeak) -> None:
    """Assert that the session is the one from before, and that the app is not told to go on."""
    before = token_of(tab)
    session = await tab.come_back(url)
    assert (session.state, type(session.error), session.app_state) == ("signed_in", kind, None)
    assert token_of(tab) == before
    assert await is_alive(tab, before)


@pytest.mark.parametrize("given", ["", LOW, "gold", HIGH.upper()])
async def test_other_levels_in_the_address_help_nothing(one_browser: Browser, given: str) -> None:
    """The page compares with what it asked for, not with what the address says."""
    tab = await departed(one_browser)
    one_browser.cognito.sessions.end_all()
    asked = f"acr_values={HIGH} {HIGHEST}".replace(":", "%3A").replace(" ", "%20")
    [url] = tab.navigation.visited
    assert asked in url
    tab.navigation.visited = [url.replace(asked, f"acr_values={given}")]
    assert departure(tab).get("acr_values", "") == given
    await assert_refused(tab, sign_in_at_cognito(tab))


async def test_a_pool_that_ignores_levels_gives_none(one_browser: Browser) -> None:
    """On the classic pages, and on the Lite plan."""
    tab = await departed(one_browser)
    one_browser.cognito.sessions.end_all()
    one_browser.cognito.pool.managed_login = False
    await assert_refused(tab, sign_in_at_cognito(tab))


async def test_a_pool_that_has_renamed_its_levels(one_browser: Browser) -> None:
    """A name that the page does not know counts as the lowest level."""
    tab = await departed(one_browser)
    one_browser.cognito.sessions.end_all()
    one_browser.cognito.pool.acr_values = ("one", "two", "three", "four")
    await assert_refused(tab, sign_in_at_cognito(tab))


async def test_a_sign_in_of_long_ago_is_not_a_new_one(one_browser: Browser) -> None:
    """A server that ignores `max_age` is found out by `auth_time`."""
    tab = await departed(one_browser, sign_in_path="/oauth2/authorize")
    await tab.come_back(sign_in_at_cognito(tab))
    assert tab.client.take_app_state() == RESUME
    one_browser.clock.advance(60 + LEEWAY_SECONDS + 1)
    await demand_of(tab)
    [url] = tab.navigation.visited
    tab.navigation.visited = [url.replace("&max_age=60", "")]
    await assert_refused(tab, sign_in_at_cognito(tab), AuthenticationTooOld)


async def test_other_levels_in_the_settings_meanwhile_do_not_lower_the_demand(
    one_browser: Browser,
) -> None:
    """The page that comes back may be a new release, in which no asked level has a name."""
    tab = await departed(one_browser)
    url = sign_in_at_cognito(tab)
    tab.config.acr_levels = ("one", "two")
    await assert_refused(tab, url)


async def test_the_test_can_tell(one_browser: Browser) -> None:
    """An honest sign-in is accepted."""
    tab = await departed(one_browser)
    session = await tab.come_back(sign_in_at_cognito(tab))
    assert (session.error, session.app_state) == (None, RESUME)
