"""Whoever has a port goes on using it after the person has signed out."""

import pytest

from auth.errors import SignInRequired
from tests.security.page.test_forged_port_messages import HELLO, call
from tests.support.remote import RawClient, connected, settle
from tests.support.tab import Browser


async def test_nothing_is_requested_after_the_sign_out(one_browser: Browser) -> None:
    """Every call that needs a session is refused, and no token leaves the owner."""
    pair = await connected(one_browser)
    raw = RawClient(pair, allows_access_token=True)
    await raw.send(HELLO)
    number = raw.received[0]["number"]
    await pair.tab.client.sign_out(hosted=False)
    await settle()
    before = len(pair.tab.transport.requests)
    del raw.received[:]
    names = ("fetch_user_info", "get_access_token", "refresh", "revoke")
    await raw.send(
        *[call(name, id=at, session=number, arguments={}) for at, name in enumerate(names)],
        call(id=9, session=number),
    )
    errors = [one.get("error") for one in raw.received]
    assert errors == [{"name": "SignInRequired"}] * 5
    assert len(pair.tab.transport.requests) == before
    for again in (pair.client.fetch("/api/user"), pair.client.refresh()):
        with pytest.raises(SignInRequired):
            await again


async def test_the_number_of_an_earlier_session_gets_nothing_of_a_later_one(
    one_browser: Browser,
) -> None:
    """Nor does a number that was guessed too high."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    await raw.send(HELLO)
    number = raw.received[0]["number"]
    assert isinstance(number, int)
    await pair.tab.client.sign_out(hosted=False)
    one_browser.clock.advance(5)
    other = one_browser.tab()
    await other.sign_in("grace", prompt="login")
    await settle()
    assert pair.tab.client.session.is_signed_in
    before = len(one_browser.api.seen)
    del raw.received[:]
    for at, wrong in enumerate((number, number + 1, number + 9, 0)):
        await raw.send(call(id=at, session=wrong))
    assert [one["error"] for one in raw.received] == [{"name": "SignInRequired"}] * 4
    assert len(one_browser.api.seen) == before
    current = pair.client._link.current.number
    await raw.send(call(id=9, session=current))
    assert raw.received[-1]["type"] == "result"


async def test_a_later_sign_in_of_the_same_person_is_another_session(one_browser: Browser) -> None:
    """The page follows it without a sign-out in between; a call of the earlier one is refused."""
    pair = await connected(one_browser)
    raw = RawClient(pair)
    await raw.send(HELLO)
    number = raw.received[0]["number"]
    one_browser.clock.advance(5)
    await one_browser.tab().sign_in("ada", prompt="login")
    await settle()
    assert pair.tab.client.session.event == "session_adopted"
    await raw.send(call(session=number))
    assert raw.received[-1]["error"] == {"name": "SignInRequired"}
    assert one_browser.api.seen == []
