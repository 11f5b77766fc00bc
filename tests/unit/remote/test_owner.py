"""The owner of a session and its clients."""

import pytest

from auth.errors import SignInRequired
from auth.remote.client import RemoteClient
from auth.testing.message_port import LocalPort
from tests.support.remote import connected, settle
from tests.support.tab import TOKEN_PATH, Browser


async def test_two_clients_of_one_owner(one_browser: Browser) -> None:
    """Both have the session, and one's end leaves the other alone."""
    pair = await connected(one_browser)
    owner_port, client_port = LocalPort.pair()
    pair.owner.serve(owner_port)
    client = RemoteClient(client_port, one_browser.clock)
    await client.start()
    pair.client.close()
    assert (await client.fetch("/api/user")).status == 200
    await client.sign_out(hosted=False)
    assert client.session.state == "signed_out"


async def test_a_person_who_is_replaced_is_not_served(one_browser: Browser) -> None:
    """After another person's sign-in in this tab, the client sees that one only."""
    pair = await connected(one_browser)
    ended: list[str] = []
    pair.client.on("ended", lambda session: ended.append(session.reason))
    one_browser.clock.advance(5)
    other = one_browser.tab()
    await other.sign_in("grace", prompt="login")
    await settle()
    assert pair.client.session.state == "ended"
    assert ended == ["user_changed"]
    with pytest.raises(SignInRequired):
        await pair.client.fetch_user_info()
    assert other.client.session.is_signed_in
    assert len(pair.tab.transport.sent_to(TOKEN_PATH)) == 1


async def test_the_session_can_be_sent_again(one_browser: Browser) -> None:
    """To clients whose page has removed what they had written."""
    pair = await connected(one_browser)
    seen: list[str] = []
    pair.client.on("changed", lambda session: seen.append(session.state))
    pair.owner.announce()
    await settle()
    assert seen == ["signed_in"]


async def test_an_owner_that_is_closed_serves_nobody(one_browser: Browser) -> None:
    """And hears of no changes any more; `serve` returns a function that ends one connection."""
    pair = await connected(one_browser)
    pair.end()
    await settle()
    assert pair.client.session.state == "signed_out"
    pair.owner.close()
    await pair.tab.client.sign_out(hosted=False)
    assert pair.tab.client._current._listeners.count(pair.owner._changed) == 0
