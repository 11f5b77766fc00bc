"""The session from before a step-up is offered to the page again, after it."""

import json

import pytest

from auth.errors import NonceMismatch, SignInRequired
from auth.session.storage import SESSION_PREFIX
from tests.security.page.answers import tokens_for
from tests.support import samples
from tests.support.step_up import HIGH, StrongApi, demand_of, give_factor, stepped_up, stored
from tests.support.tab import TOKEN_PATH, Browser, Tab, signed_in
from tests.unit.session.test_discarding import is_alive, token_of

KEY = SESSION_PREFIX + samples.APP


async def strong(browser: Browser) -> tuple[Tab, str, str]:
    """Return a tab after a step-up, and the record and the refresh token from before it."""
    give_factor(browser)
    StrongApi(browser, acr=HIGH)
    tab = await signed_in(browser)
    record, refresh_token = tab.storage.entries[KEY], token_of(tab)
    await demand_of(tab)
    await stepped_up(tab)
    return tab, record, refresh_token


def assert_strong(tab: Tab) -> None:
    """Assert that the session is that of the step-up."""
    user = tab.client.session.user
    assert user is not None
    assert user.acr == HIGH


@pytest.mark.parametrize("changes", [{}, {"sequence": 99}, {"started_at": 0.0}])
async def test_another_tab_sends_it(one_browser: Browser, changes: dict[str, object]) -> None:
    """It has been replaced: neither an older session nor one that was revoked is adopted."""
    tab, record, _ = await strong(one_browser)
    text = json.dumps({**json.loads(record), **changes})
    tab.client._tabs._received(
        json.dumps({"app": samples.APP, "event": "session", "text": text, "page": "another"})
    )
    assert_strong(tab)


async def test_it_is_revoked_wherever_it_is_kept(one_browser: Browser) -> None:
    """Whoever has kept a copy of it can renew nothing, and the page that loads it knows that."""
    tab, record, refresh_token = await strong(one_browser)
    assert not await is_alive(tab, refresh_token)
    copy = one_browser.tab()
    copy.storage.entries[KEY] = record
    await copy.client.start()
    assert refresh_token not in stored(copy)
    assert_strong(copy)


async def test_a_renewal_with_its_refresh_token_brings_nothing(one_browser: Browser) -> None:
    """Another family's tokens do not become those of this session."""
    give_factor(one_browser)
    StrongApi(one_browser, acr=HIGH)
    tab = await signed_in(one_browser)
    await demand_of(tab)
    weaker = one_browser.tab(share_session_between_tabs=False)
    one_browser.clock.advance(10)
    await weaker.sign_in()
    await stepped_up(tab)
    tab.client._current.required().refresh_token = token_of(weaker)
    with pytest.raises(SignInRequired):
        await tab.client.refresh()
    assert (tab.client.session.state, tab.storage.entries.get(KEY)) == ("ended", None)


async def test_its_callback_is_loaded_again(one_browser: Browser) -> None:
    """From the history: the code was used, and the session stays."""
    tab = one_browser.tab()
    await tab.client.start()
    link = await tab.callback()
    await tab.come_back(link)
    give_factor(one_browser)
    await tab.client.sign_in(acr_values=HIGH)
    await stepped_up(tab)
    session = await tab.come_back(link)
    assert session.error is None  # it is nobody's mistake
    assert tab.codes_sent == 2
    assert_strong(tab)


async def test_tokens_of_another_sign_in_arrive_in_place_of_the_step_ups(
    one_browser: Browser,
) -> None:
    """Genuine tokens, for the same person, and even strong: the nonce is another sign-in's."""
    give_factor(one_browser)
    StrongApi(one_browser, acr=HIGH)
    tab, other = await signed_in(one_browser), one_browser.tab(share_session_between_tabs=False)
    before = token_of(tab)
    await demand_of(tab)
    await other.client.start()
    swapped = await tokens_for(other, await other.callback())
    tab.transport.answer(TOKEN_PATH, swapped)
    session = await stepped_up(tab)
    assert (type(session.error), token_of(tab)) == (NonceMismatch, before)
