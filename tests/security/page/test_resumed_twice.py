"""What an app began before a step-up is done twice, in another tab, or for another person."""

import pytest

from auth.errors import StorageUnavailable
from auth.testing.doubles import MemoryStorage
from tests.support import samples
from tests.support.step_up import (
    HIGH,
    RESUME,
    StrongApi,
    demand_of,
    give_factor,
    sign_in_at_cognito,
    stepped_up,
)
from tests.support.tab import Browser, Tab, signed_in


async def returned(browser: Browser, **settings: object) -> Tab:
    """Return a tab in which ada has stepped up to do something."""
    give_factor(browser)
    StrongApi(browser, acr=HIGH)
    tab = await signed_in(browser, "ada", **settings)
    await demand_of(tab)
    await stepped_up(tab)
    return tab


async def test_a_reload_does_not_do_it_again(one_browser: Browser) -> None:
    """What has been taken is not there any more, also after a renewal."""
    tab = await returned(one_browser)
    assert [tab.client.take_app_state() for _ in range(2)] == [RESUME, None]
    await tab.client.refresh()
    assert tab.client.session.app_state is None
    assert (await tab.load(f"{samples.PAGE}/").start()).app_state is None
    assert tab.client.take_app_state() is None


async def test_a_reload_before_that_loses_nothing(one_browser: Browser) -> None:
    """An app that has not begun yet can still begin, in the program that comes next, too."""
    tab = await returned(one_browser)
    await tab.load(f"{samples.PAGE}/").start()
    successor = tab.successor()
    await successor.client.start()
    assert successor.client.take_app_state() == RESUME


async def test_another_tab_does_not_do_it_too(one_browser: Browser) -> None:
    """It shares the session, and what it has itself begun."""
    first, second = await returned(one_browser), one_browser.tab()
    await second.client.start()
    assert second.client.session.is_signed_in
    assert second.client.take_app_state() is None
    one_browser.clock.advance(1)
    await second.client.sign_in(app_state="of the second tab")
    await second.come_back(sign_in_at_cognito(second))
    assert first.client.session.received_at == second.client.session.received_at
    assert first.client.take_app_state() is None
    await first.client.refresh()
    assert second.client.take_app_state() == "of the second tab"


async def test_a_renewal_in_another_tab_does_not_bring_it_back(one_browser: Browser) -> None:
    """Nor does it lose what the tab has not taken yet."""
    first = await returned(one_browser)
    second = one_browser.tab()
    await second.client.start()
    await second.client.refresh()
    assert first.client.session.renewals == 1
    assert first.client.take_app_state() == RESUME
    await second.client.refresh()
    assert first.client.take_app_state() is None


@pytest.mark.parametrize("keeps", ["session", "memory"])
async def test_another_person_does_not_do_it(one_browser: Browser, keeps: str) -> None:
    """Whoever signs in at Cognito: it belongs to the person who began it."""
    give_factor(one_browser)
    give_factor(one_browser, "grace")
    StrongApi(one_browser, acr=HIGH)
    tab = await signed_in(one_browser, token_storage=keeps)
    await demand_of(tab)
    session = await stepped_up(tab, "grace")
    assert session.user is not None
    assert (session.user.name, session.app_state) == ("Grace Hopper", None)
    assert tab.client.take_app_state() is None


async def test_storage_that_fails_does_it_no_time(one_browser: Browser) -> None:
    """Rather not at all than twice."""
    tab = await returned(one_browser)
    assert isinstance(tab.storage, MemoryStorage)
    tab.storage.broken = ("set",)
    with pytest.raises(StorageUnavailable):
        tab.client.take_app_state()
    assert tab.client.take_app_state() is None


async def test_nobody_has_begun_anything(one_browser: Browser) -> None:
    """Without a session there is nothing to take."""
    tab = one_browser.tab()
    assert tab.client.take_app_state() is None
    await tab.client.start()
    assert tab.client.take_app_state() is None
