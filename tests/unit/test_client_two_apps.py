"""Two apps on one origin, with an app client or a user pool each, do not affect each other."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from auth.session.storage import PENDING_LIMIT, TRANSACTION_PREFIX
from tests.support import samples
from tests.support.tab import Browser, Tab, signed_in

OTHER_CLIENT = "7otherexample0app0client00"
OTHER_POOL = "http://localhost:8002/eu-west-1_Another00"


async def settle() -> None:
    """Run every task that is ready."""
    for _ in range(50):
        await asyncio.sleep(0)


async def pass_time(browser: Browser, seconds: int, work: Callable[[], object]) -> None:
    """Advance the clock, and do some work every half minute."""
    for _ in range(seconds // 30):
        browser.clock.advance(30)
        work()
        await settle()


async def two_apps(browser: Browser, **settings: Any) -> tuple[Tab, Tab]:
    """Return a tab of each app; `settings` are those of the second. Ada is signed in to both."""
    clients = browser.cognito.pool.clients
    clients[OTHER_CLIENT] = replace(clients[samples.CLIENT], client_id=OTHER_CLIENT)
    first = await signed_in(browser)
    second = await signed_in(browser, client_id=OTHER_CLIENT, **settings)
    return first, second


async def test_a_sign_out_of_one_app_leaves_the_other_alone(one_browser: Browser) -> None:
    """The other app's tokens are not revoked at Cognito either."""
    first, second = await two_apps(one_browser)
    await second.client.sign_out(hosted=False)
    await settle()
    assert (first.client.session.state, second.client.session.state) == ("signed_in", "signed_out")
    await first.client.refresh()


@pytest.mark.parametrize("setting", ["max_session_seconds", "idle_timeout_seconds"])
async def test_a_limit_of_one_app_leaves_the_other_alone(
    one_browser: Browser, setting: str
) -> None:
    """Both kinds of limit affect one app only."""
    first, second = await two_apps(one_browser, **{setting: 600})
    await pass_time(one_browser, 900, lambda: None)
    assert second.client.session.state == "ended"
    assert first.client.session.state == "signed_in"


async def test_work_in_one_app_keeps_only_that_one_active(one_browser: Browser) -> None:
    """The session of the other app ends by its idle timeout."""
    clients = one_browser.cognito.pool.clients
    clients[OTHER_CLIENT] = replace(clients[samples.CLIENT], client_id=OTHER_CLIENT)
    first = await signed_in(one_browser, idle_timeout_seconds=600)
    second = await signed_in(one_browser, client_id=OTHER_CLIENT, idle_timeout_seconds=600)
    await pass_time(one_browser, 900, lambda: second.lifecycle.happen("active"))
    assert (first.client.session.reason, second.client.session.state) == ("idle", "signed_in")


@pytest.mark.parametrize("settings", [{"client_id": OTHER_CLIENT}, {"issuer": OTHER_POOL}])
async def test_apps_share_nothing_in_storage_locks_or_messages(
    one_browser: Browser, settings: dict[str, object]
) -> None:
    """A page of the other app, in the same tab and in another, starts signed out and says so."""
    tab = await signed_in(one_browser)
    entries, shared = dict(tab.storage.entries), dict(one_browser.storage.entries)
    await tab.client._current.advertisement.granted()
    elsewhere = one_browser.tab(token_storage="memory", **settings)
    assert (await elsewhere.client.start()).state == "signed_out"
    assert one_browser.clock.monotonic() == 0  # no lock of the app's own was there to wait for
    tab.config = samples.config(**settings)
    client = tab.load(f"{samples.PAGE}/other/")
    assert (await client.start()).state == "signed_out"
    await client.sign_out(hosted=False)
    assert (tab.storage.entries, one_browser.storage.entries) == (entries, shared)
    tab.config = samples.config()
    assert (await tab.load(f"{samples.PAGE}/").start()).state == "signed_in"


async def test_two_apps_have_a_renewal_each(one_browser: Browser) -> None:
    """A frozen tab of the other app delays nobody."""
    first, second = await two_apps(one_browser)

    async def renew_the_other() -> None:
        await second.client.refresh()

    first.transport.meanwhile("/oauth2/token", renew_the_other)
    await asyncio.wait_for(first.client.refresh(), 5)
    assert second.codes_sent == 2


async def test_pending_sign_ins_of_another_app_are_not_swept(one_browser: Browser) -> None:
    """Each app has its own limit."""
    tab = one_browser.tab()
    await tab.client.start()
    await tab.client.sign_in()
    [key] = [key for key in tab.storage.entries if key.startswith(TRANSACTION_PREFIX)]
    tab.config = samples.config(client_id=OTHER_CLIENT)
    for _ in range(PENDING_LIMIT + 3):
        client = tab.load(f"{samples.PAGE}/")
        await client.start()
        await client.sign_in()
    assert key in tab.storage.entries
    assert len(tab.storage.entries) == PENDING_LIMIT + 1


async def test_a_pending_sign_in_of_another_app_stops_no_sign_in(one_browser: Browser) -> None:
    """A page that signs in by itself does so too after a code that nobody asked for."""
    tab = one_browser.tab()
    await tab.client.start()
    await tab.client.sign_in()
    tab.config = samples.config(client_id=OTHER_CLIENT, sign_in_on_load=True)
    session = await tab.come_back(f"{samples.PAGE}/?code=of-a-tile")
    assert (session.state, len(tab.navigation.visited)) == ("signing_in", 1)
    assert (await tab.come_back(f"{samples.PAGE}/?code=again")).state == "signed_out"
