"""Signing out: here, in the other tabs, at Cognito, and what the result says of each part."""

import pytest

from auth.encoding.strict_json import parse_object
from auth.errors import InvalidGrant, SignInRequired, TransportFailed
from auth.session.storage import SESSION_PREFIX, TRANSACTION_PREFIX
from auth.testing.doubles import LocalChannel
from tests.support import samples
from tests.support.tab import REVOKE_PATH, Browser

LOGOUT = (
    "http://localhost:8001/logout?client_id=2hd8example7standin0client"
    "&logout_uri=http%3A%2F%2Flocalhost%3A8000%2F"
)


async def test_every_part_of_a_sign_out_is_done_and_reported(one_browser: Browser) -> None:
    """Storage is wiped, the refresh token revoked, and the browser on its way to `/logout`."""
    tab = one_browser.tab()
    await tab.sign_in()
    result = await tab.client.sign_out()
    assert (result.local, result.revoked, result.hosted) == (True, True, True)
    assert (tab.storage.entries, tab.navigation.visited) == ({}, [LOGOUT])
    assert tab.client.session.state == "signed_out"
    assert all(family.revoked for family in one_browser.cognito.families.by_origin.values())


async def test_only_the_refresh_token_goes_to_the_revocation_endpoint(one_browser: Browser) -> None:
    """The request names token and client, has no secret, and outlives the page."""
    tab = one_browser.tab()
    await tab.sign_in()
    [stored] = [parse_object(text) for text in tab.storage.entries.values()]
    await tab.client.sign_out()
    [request] = tab.transport.sent_to(REVOKE_PATH)
    assert request.body == f"token={stored['refresh_token']}&client_id={samples.CLIENT}"
    assert request.keepalive


async def test_this_page_and_the_others_come_first(one_browser: Browser) -> None:
    """Before any request, nothing is stored, the state is out, and the other tabs know."""
    tab = one_browser.tab()
    await tab.sign_in()
    heard: list[str] = []
    LocalChannel(beside=one_browser.channel).listen(heard.append)
    seen: list[object] = []

    async def look() -> None:
        seen.append((tab.client.session.state, dict(tab.storage.entries), len(heard)))

    tab.transport.meanwhile(REVOKE_PATH, look)
    await tab.client.sign_out()
    assert seen == [("signed_out", {}, 1)]


@pytest.mark.parametrize(
    "answer",
    [
        TransportFailed("no answer came"),
        samples.reply(b"", 503),
        samples.reply({"error": "unsupported_token_type"}, 400),
        samples.reply(b"<h1>Sign in</h1>", 302),
    ],
)
async def test_a_failed_revocation_is_reported_and_stops_nothing(
    one_browser: Browser, answer: object
) -> None:
    """The person is out all the same, and the app can tell them what is left."""
    tab = one_browser.tab()
    await tab.sign_in()
    tab.transport.answer(REVOKE_PATH, answer)  # type: ignore[arg-type]
    result = await tab.client.sign_out()
    assert (result.local, result.revoked, result.hosted) == (True, False, True)
    assert (tab.storage.entries, tab.navigation.visited) == ({}, [LOGOUT])


async def test_storage_that_cannot_be_wiped_is_reported_and_stops_nothing(
    one_browser: Browser,
) -> None:
    """The tokens are out of reach of this page, revoked, and the other tabs know."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.sign_in()
    await other.sign_in()
    tab.storage.broken = ("remove",)
    result = await tab.client.sign_out()
    assert (result.local, result.revoked, result.hosted) == (False, True, True)
    assert other.client.session.state == "ended"
    with pytest.raises(SignInRequired):
        await tab.client.get_access_token()


async def test_a_local_sign_out_stays_on_the_page(one_browser: Browser) -> None:
    """With hosted=False the browser does not navigate, and the result's `hosted` is None."""
    tab = one_browser.tab()
    await tab.sign_in()
    result = await tab.client.sign_out(hosted=False)
    assert (result.local, result.revoked, result.hosted) == (True, True, None)
    assert tab.navigation.visited == []


async def test_a_session_without_a_refresh_token_needs_no_revocation(one_browser: Browser) -> None:
    """No request is sent, and the part counts as not needed."""
    tab = one_browser.tab()
    record = samples.session_record(refresh_token=None)
    tab.storage.entries[SESSION_PREFIX + samples.APP] = record.to_json()
    await tab.client.start()
    assert not await tab.client.revoke()
    result = await tab.client.sign_out()
    assert (result.local, result.revoked, tab.transport.requests) == (True, None, [])


async def test_signing_out_twice_is_harmless(one_browser: Browser) -> None:
    """The second time there is nothing to revoke."""
    tab = one_browser.tab()
    await tab.sign_in()
    await tab.client.sign_out(hosted=False)
    result = await tab.client.sign_out(hosted=False)
    assert (result.local, result.revoked) == (True, None)
    assert repr(result) == "<SignOutResult local=True revoked=None hosted=None>"


@pytest.mark.parametrize("started", [False, True])
async def test_nobody_can_sign_out_too(one_browser: Browser, *, started: bool) -> None:
    """With no session Cognito's own is ended all the same."""
    tab = one_browser.tab()
    if started:
        await tab.client.start()
    result = await tab.client.sign_out()
    assert (result.revoked, tab.navigation.visited) == (None, [LOGOUT])
    assert tab.transport.requests == []


async def test_a_reload_after_a_sign_out_finds_nobody(one_browser: Browser) -> None:
    """Nothing of the session survives in the tab."""
    tab = one_browser.tab()
    await tab.sign_in()
    await tab.client.sign_out()
    session = await tab.load(f"{samples.PAGE}/").start()
    assert (session.state, session.user, session.error) == ("signed_out", None, None)


async def test_a_sign_out_touches_only_its_own_keys(one_browser: Browser) -> None:
    """Other code's entries, and a sign-in pending in this tab, are left alone."""
    tab = one_browser.tab()
    await tab.sign_in()
    tab.storage.entries |= {"basket": "3", f"{TRANSACTION_PREFIX}x": "{}"}
    await tab.client.sign_out()
    assert tab.storage.entries == {"basket": "3", f"{TRANSACTION_PREFIX}x": "{}"}


async def test_a_revocation_keeps_the_page_until_its_token_ends(one_browser: Browser) -> None:
    """After `revoke` the access token still counts here; the next renewal ends the session."""
    tab = one_browser.tab()
    await tab.sign_in()
    assert await tab.client.revoke()
    assert tab.client.session.state == "signed_in"
    one_browser.clock.advance(3600)
    with pytest.raises(SignInRequired):
        await tab.client.get_access_token()
    assert isinstance(tab.client.session.error, InvalidGrant)


async def test_a_failed_revocation_is_told(one_browser: Browser) -> None:
    """`revoke` returns False, and nothing else changes."""
    tab = one_browser.tab()
    await tab.sign_in()
    tab.transport.answer(REVOKE_PATH, TransportFailed("no answer came"))
    assert not await tab.client.revoke()
    assert tab.client.session.state == "signed_in"
