"""Tabs of one browser: one session, handed over, kept in step and ended together."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from auth.errors import SignInRequired
from auth.flows.sign_out import SignOutResult
from auth.session.states import Session
from auth.session.tabs import ANSWER_SECONDS
from tests.support import samples
from tests.support.tab import TOKEN_PATH, Browser, Tab, signed_in


async def settle() -> None:
    """Run every task that is ready."""
    for _ in range(5):
        await asyncio.sleep(0)


def rotate_without_grace(browser: Browser) -> None:
    """Set rotation without a grace period: each refresh token works once."""
    clients = browser.cognito.pool.clients
    client = clients[samples.CLIENT]
    clients[samples.CLIENT] = replace(client, rotation_enabled=True, retry_grace_seconds=0)


async def started(browser: Browser, **settings: object) -> tuple[Tab, Session]:
    """Open a tab and start its client."""
    tab = browser.tab(**settings)
    return tab, await tab.client.start()


async def test_a_new_tab_is_signed_in_without_a_request(one_browser: Browser) -> None:
    """The session comes from the tab that has it."""
    first = await signed_in(one_browser)
    second, _ = await started(one_browser)
    await settle()
    assert second.client.session.state == "signed_in"
    assert second.transport.requests == []
    assert await second.client.get_access_token() == await first.client.get_access_token()


async def test_sharing_can_be_switched_off(one_browser: Browser) -> None:
    """Without sharing, a new tab signs in for itself."""
    await signed_in(one_browser, share_session_between_tabs=False)
    second, session = await started(one_browser, share_session_between_tabs=False)
    await settle()
    assert session.state == second.client.session.state == "signed_out"


async def test_a_sign_in_elsewhere_is_followed(one_browser: Browser) -> None:
    """A tab that showed the landing page is signed in as soon as another is."""
    waiting, session = await started(one_browser)
    assert session.state == "signed_out"
    await signed_in(one_browser)
    assert waiting.client.session.state == "signed_in"
    assert waiting.client.session.event == "session_adopted"


async def test_memory_sessions_are_handed_over_before_anything_is_shown(
    one_browser: Browser,
) -> None:
    """A page whose session cannot be in storage asks before it says that there is none."""
    await signed_in(one_browser, token_storage="memory")
    second, session = await started(one_browser, token_storage="memory")
    assert session.state == "signed_in"
    assert second.states == ["signed_in"]


@pytest.mark.parametrize("shares", [True, False])
async def test_the_next_program_on_a_page_gets_the_session_in_memory(
    one_browser: Browser, *, shares: bool
) -> None:
    """Also when another tab asks first, and when tabs share nothing."""
    settings: dict[str, Any] = {
        "token_storage": "memory",
        "share_session_between_tabs": shares,
    }
    tab = await signed_in(one_browser, **settings)
    successor = tab.successor()
    _, session = await started(one_browser, **settings)
    assert session.is_signed_in is shares
    await successor.client.start()
    assert successor.client.session.state == "signed_in"
    assert successor.transport.requests == []


async def test_a_page_that_handed_over_renews_nothing_any_more(one_browser: Browser) -> None:
    """Until its successor asks, it hears what becomes of the session, and leaves it alone."""
    tab = await signed_in(one_browser, token_storage="memory")
    other, _ = await started(one_browser, token_storage="memory")
    successor = tab.successor()
    await other.client.refresh()
    one_browser.clock.advance(2 * 3600)
    await settle()
    assert tab.transport.sent_to(TOKEN_PATH)[1:] == []
    await successor.client.start()
    assert await successor.client.get_access_token() == await other.client.get_access_token()


async def test_a_renewal_in_one_tab_serves_all(one_browser: Browser) -> None:
    """The others adopt what it got; nobody else asks."""
    first = await signed_in(one_browser)
    second, _ = await started(one_browser)
    await settle()
    await first.client.refresh()
    await settle()
    assert await second.client.get_access_token() == await first.client.get_access_token()
    assert second.codes_sent == 0


async def test_two_tabs_at_expiry_send_one_request_a_rotation(one_browser: Browser) -> None:
    """With rotation and no grace at all, fifty times, both tabs end signed in."""
    rotate_without_grace(one_browser)
    first = await signed_in(one_browser)
    second, _ = await started(one_browser)
    await settle()
    for turn in range(1, 51):
        one_browser.clock.doze(3600)
        tokens = await asyncio.gather(
            first.client.get_access_token(), second.client.get_access_token()
        )
        await settle()
        assert len(set(tokens)) == 1
        assert first.codes_sent - 1 + second.codes_sent == turn
    assert first.client.session.is_signed_in
    assert second.client.session.is_signed_in


async def test_a_tab_that_missed_a_message_asks_before_it_renews(one_browser: Browser) -> None:
    """The claimed lock's name says that there is a newer session, wherever its message is."""
    first = await signed_in(one_browser)
    second, _ = await started(one_browser)
    await settle()
    deaf, second._channel._listener = second._channel._listener, None  # type: ignore[union-attr]
    await first.client.refresh()
    second._channel._listener = deaf  # type: ignore[union-attr]
    one_browser.clock.doze(10)
    await second.client.refresh()
    assert second.codes_sent == 0


async def test_a_refused_tab_adopts_what_the_winner_has(one_browser: Browser) -> None:
    """Where nothing tells of the newer session, the refusal does: it is asked for, not cleared."""
    rotate_without_grace(one_browser)
    first = await signed_in(one_browser)
    second, _ = await started(one_browser)
    await settle()

    async def nobody_tells() -> list[str]:
        return []

    one_browser.locks.claimed = nobody_tells  # type: ignore[method-assign]
    deaf, second._channel._listener = second._channel._listener, None  # type: ignore[union-attr]
    await first.client.refresh()
    second._channel._listener = deaf  # type: ignore[union-attr]
    one_browser.clock.doze(3600 - 10)
    assert (await second.client.refresh()).state == "signed_in"
    assert second.codes_sent == 1
    assert await second.client.get_access_token() == await first.client.get_access_token()


async def test_a_sign_out_signs_every_tab_out(one_browser: Browser) -> None:
    """No late message restores the session in any tab."""
    first = await signed_in(one_browser)
    second, _ = await started(one_browser)
    await settle()
    record = second.client._current.record
    assert record is not None
    await first.client.sign_out(hosted=False)
    assert second.client.session.state == "ended"
    assert second.client.session.reason == "signed_out_elsewhere"
    first.client._current.messages.announce(record)
    await settle()
    assert not second.client.session.is_signed_in
    assert first.storage.entries == second.storage.entries == {}


async def test_another_person_elsewhere_ends_this_session(one_browser: Browser) -> None:
    """Two people's data never mix: the earlier one's page lets go of everything."""
    first = await signed_in(one_browser, "ada")
    other = one_browser.tab(share_session_between_tabs=True)
    one_browser.clock.doze(5)
    other.load(await other.callback("grace", prompt="login"))
    await other.client.start()
    assert other.client.session.user is not None
    assert other.client.session.user.string("cognito:username") == "grace"
    assert first.client.session.reason == "user_changed"
    assert first.storage.entries == {}


async def test_a_duplicated_tab_shares_its_twins_session(one_browser: Browser) -> None:
    """A copy of sessionStorage neither uses the refresh token twice nor misses a renewal."""
    first = await signed_in(one_browser)
    twin = one_browser.tab()
    twin.storage.entries = dict(first.storage.entries)
    await twin.client.start()
    one_browser.clock.doze(3600)
    await asyncio.gather(first.client.get_access_token(), twin.client.get_access_token())
    await settle()
    assert first.codes_sent - 1 + twin.codes_sent == 1
    assert twin.client.session.is_signed_in


async def test_a_frozen_lock_holder_delays_nobody_for_ever(one_browser: Browser) -> None:
    """After the time limit for the lock, the renewal runs without it."""
    tab = await signed_in(one_browser)
    one_browser.locks.frozen.append("cognito.renewal." + samples.APP)
    assert (await tab.client.refresh()).state == "signed_in"


@pytest.mark.parametrize(
    "message",
    [
        '{"event":"session"}',
        '{"event":"session","text":"{}"}',
        '{"event":5}',
        "x",
        '{"event":"no"}',
    ],
)
async def test_nonsense_on_the_channel_is_passed_over(one_browser: Browser, message: str) -> None:
    """Messages of other programs on the origin are ignored."""
    tab = await signed_in(one_browser)
    one_browser.channel.post(message)
    assert tab.client.session.state == "signed_in"


async def test_a_listener_may_call_the_client(one_browser: Browser) -> None:
    """Signing out, or asking for a token, from inside a listener does not hang or mislead."""
    tab = await signed_in(one_browser)
    seen: list[str] = []
    tasks: list[asyncio.Task[object]] = []

    def listener(session: Session) -> None:
        seen.append(session.state)
        if session.event == "renewed":
            tasks.append(asyncio.create_task(tab.client.get_access_token()))
            tasks.append(asyncio.create_task(tab.client.sign_out(hosted=False)))

    tab.client.on("changed", listener)
    with pytest.raises(SignInRequired):
        await tab.client.refresh()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [SignInRequired, SignOutResult]
    assert seen[-1] == tab.client.session.state == "signed_out"


async def test_the_request_count_is_what_it_says(one_browser: Browser) -> None:
    """A code and a refresh are one token request each."""
    tab = await signed_in(one_browser)
    await tab.client.refresh()
    assert len(tab.transport.sent_to(TOKEN_PATH)) == tab.codes_sent == 2


@pytest.mark.parametrize(
    ("change", "waits"), [("nothing", True), ("newer", False), ("gone", False), ("another", False)]
)
async def test_a_later_state_is_waited_for_until_something_has_changed(
    one_browser: Browser, change: str, *, waits: bool
) -> None:
    """One second at most, and not at all for a session that is over."""
    tab = await signed_in(one_browser)
    current = tab.client._current
    record = current.required()
    if change == "newer":
        current.record = samples.session_record(
            family=record.family, claims=record.claims, sequence=1
        )
    elif change == "gone":
        current.signed_out()
    elif change == "another":
        current.record = samples.session_record(family="another", claims=record.claims)
    before = one_browser.clock.monotonic()
    await tab.client._tabs.newer_than(record, certainly=False)
    assert (one_browser.clock.monotonic() - before >= ANSWER_SECONDS) is waits


async def test_a_tab_that_leaves_to_sign_in_shares_nothing(one_browser: Browser) -> None:
    """Somebody else may be about to sign in there."""
    tab = await signed_in(one_browser)
    await tab.client.sign_in()
    second, session = await started(one_browser)
    await settle()
    assert session.state == second.client.session.state == "signed_out"


async def test_a_second_client_on_a_page_takes_nothing_over(one_browser: Browser) -> None:
    """A second client gets the session only after the first has called `hand_over`."""
    tab = await signed_in(one_browser)
    assert tab._channel is not None
    second = Tab(one_browser, f"{samples.PAGE}/", tab.config, page=tab._channel.page)
    await second.client.start()
    await second.client.sign_out(hosted=False)
    assert tab.client.session.reason == "signed_out_elsewhere"


async def test_a_tab_that_shares_nothing_waits_for_nobody(one_browser: Browser) -> None:
    """It leaves for the sign-in page at once, whatever other tabs have."""
    await signed_in(one_browser)
    second, _ = await started(one_browser, share_session_between_tabs=False, sign_in_on_load=True)
    assert one_browser.clock.monotonic() == 0
    assert len(second.navigation.visited) == 1
