"""A demand that no sign-in fulfils has the browser going round in circles."""

from typing import Any

import pytest

from tests.support import samples
from tests.support.step_up import (
    HIGH,
    HIGHEST,
    StrongApi,
    demand_of,
    give_factor,
    sign_in_at_cognito,
)
from tests.support.tab import Browser, Tab, signed_in

ROUNDS = 10


async def departures(tab: Tab, *, returns: str, seconds: float = 3) -> int:
    """Call the API whenever a page has loaded, as some apps do; count how often the page left.

    Args:
        tab: A tab in which somebody is signed in.
        returns: How the person comes back from Cognito's pages.
        seconds: How long each round takes.
    """
    for count in range(ROUNDS):
        await demand_of(tab)
        if not tab.navigation.visited:
            return count
        tab.browser.clock.advance(seconds)
        if returns == "back":
            await tab.load(f"{samples.PAGE}/").start()
        elif returns == "cancel":
            [state] = [key for key in tab.storage.entries if key.startswith("cognito.transaction.")]
            state = state.rpartition(".")[2]
            await tab.come_back(f"{samples.PAGE}/?error=access_denied&state={state}")
        else:
            await tab.come_back(sign_in_at_cognito(tab))
    return ROUNDS


@pytest.mark.parametrize("returns", ["back", "cancel", "sign in"])
@pytest.mark.parametrize(
    ("demand", "has_factor"),
    [
        ({"acr": HIGH}, False),
        ({"acr": HIGHEST}, True),
        ({"max_age": 1}, True),
        ({"acr": HIGH, "max_age": 1}, True),
    ],
)
async def test_an_app_that_steps_up_when_it_loads_leaves_once(
    one_browser: Browser, demand: dict[str, Any], returns: str, *, has_factor: bool
) -> None:
    """Cognito gives less, or the sign-in is too old at once, or the person does not want to."""
    if has_factor:
        give_factor(one_browser)
    StrongApi(one_browser, **demand)
    tab = await signed_in(one_browser)
    one_browser.clock.advance(2)
    assert await departures(tab, returns=returns) == 1
    assert tab.client.session.state == "signed_in"


@pytest.mark.parametrize("seconds", [30, 300])
async def test_a_slow_person_is_not_sent_round_either(one_browser: Browser, seconds: float) -> None:
    """The pause begins when the person returns."""
    StrongApi(one_browser, acr=HIGH)
    tab = await signed_in(one_browser)
    assert await departures(tab, returns="sign in", seconds=seconds) == 1


async def test_two_apis_that_demand_in_turn_end_at_the_highest_level(one_browser: Browser) -> None:
    """Each higher level is asked for once."""
    give_factor(one_browser)
    api = StrongApi(one_browser, max_age=1)
    tab = await signed_in(one_browser)
    one_browser.clock.advance(2)
    left = 0
    for turn in range(ROUNDS):
        api.demand(acr=(HIGH, HIGHEST)[turn % 2], max_age=1 + turn % 3)
        left += min(1, await departures(tab, returns="cancel"))
    assert left == 2
