"""Renewals against the stand-in: on time, once, and never a session lost by mistake."""

import asyncio

import pytest

from auth.encoding.strict_json import parse_object
from auth.errors import (
    AuthError,
    InvalidGrant,
    KeyUnknown,
    MalformedResponse,
    ResponseTooLarge,
    SignInRequired,
    StorageUnavailable,
    TokenInvalid,
    TokenRequestRejected,
    TransportFailed,
)
from auth.protocol.http import COGNITO_LIMIT, Request, Response
from auth.session.storage import SESSION_PREFIX
from tests.support import samples
from tests.support.tab import KEYS_PATH, TOKEN_PATH, Browser, Tab

TROUBLE = [
    (TransportFailed("no answer came"), TransportFailed),
    (samples.reply({"error": "too_many_requests"}, 429, retry_after="7"), TokenRequestRejected),
    (samples.reply(b"", 500), TokenRequestRejected),
    (samples.reply(b"<h1>Bad gateway</h1>", 502), TokenRequestRejected),
    (samples.reply({"error": "invalid_grant"}, 503), TokenRequestRejected),
    (samples.reply(b"<h1>Welcome</h1>"), MalformedResponse),
    (samples.reply(b""), MalformedResponse),
    (samples.reply([]), MalformedResponse),
    (samples.reply(b" " * (COGNITO_LIMIT + 1)), ResponseTooLarge),
    (samples.token_reply(id_token=samples.sign(samples.id_claims())), KeyUnknown),
]


async def settle() -> None:
    """Run every task that is ready."""
    for _ in range(20):
        await asyncio.sleep(0)


async def signed_in(browser: Browser, *, life_left: float = 3600) -> Tab:
    """Return a tab in which ada is signed in, with that much life left in her access token."""
    tab = browser.tab()
    await tab.sign_in()
    browser.clock.doze(3600 - life_left)  # so that nothing but the test renews
    tab.sessions.clear()
    return tab


@pytest.mark.parametrize(("life_left", "requests"), [(61, 1), (60, 2), (0, 2), (-86_400, 2)])
async def test_a_token_is_renewed_in_its_last_minute(
    one_browser: Browser, life_left: float, requests: int
) -> None:
    """A token that would not outlive the call it is for is replaced, before it is used."""
    tab = await signed_in(one_browser, life_left=life_left)
    old = tab.storage.entries.copy()
    await tab.client.get_access_token()
    assert tab.codes_sent == requests
    assert (tab.storage.entries == old) == (requests == 1)


async def test_nothing_is_due_later_if_nobody_is_signed_in(one_browser: Browser) -> None:
    """Without a record, `seconds_until_due` returns 0."""
    assert one_browser.tab().client._renewal.seconds_until_due() == 0


async def test_many_callers_share_one_renewal(one_browser: Browser) -> None:
    """Ten calls at once send one request and get one answer."""
    tab = await signed_in(one_browser, life_left=10)
    tab.transport.meanwhile(TOKEN_PATH, lambda: asyncio.sleep(0))
    tokens = await asyncio.gather(*[tab.client.get_access_token() for _ in range(10)])
    assert (len(set(tokens)), tab.codes_sent) == (1, 2)
    assert tab.states == ["renewing", "signed_in"]


@pytest.mark.parametrize(("answer", "kind"), TROUBLE)
async def test_trouble_before_the_end_changes_nothing(
    one_browser: Browser, answer: object, kind: type[AuthError]
) -> None:
    """While the old token lasts, it is given, and the trouble stands in the session."""
    tab = await signed_in(one_browser, life_left=30)
    tab.transport.answer(TOKEN_PATH, answer)  # type: ignore[arg-type]
    assert await tab.client.get_access_token()
    assert (tab.client.session.state, type(tab.client.session.error)) == ("signed_in", kind)
    await tab.client.get_access_token()
    assert (tab.codes_sent, tab.client.session.error) == (3, None)


@pytest.mark.parametrize(("answer", "kind"), TROUBLE)
async def test_trouble_after_the_end_is_offline(
    one_browser: Browser, answer: object, kind: type[AuthError]
) -> None:
    """The person stays signed in, and tokens are available again after the failure."""
    tab = await signed_in(one_browser, life_left=-1)
    tab.transport.answer(TOKEN_PATH, answer)  # type: ignore[arg-type]
    with pytest.raises(kind):
        await tab.client.get_access_token()
    assert (tab.client.session.state, tab.client.session.is_signed_in) == ("offline", True)
    assert await tab.client.get_access_token()
    assert tab.client.session.state == "signed_in"


async def test_the_wait_that_was_asked_for_is_told(one_browser: Browser) -> None:
    """A busy server's Retry-After is in the error."""
    tab = await signed_in(one_browser)
    busy = samples.reply({"error": "slow_down"}, 429, retry_after="7")
    tab.transport.answer(TOKEN_PATH, busy)
    with pytest.raises(TokenRequestRejected) as caught:
        await tab.client.refresh()
    assert (caught.value.status, caught.value.error) == (429, "slow_down")
    assert caught.value.retry_after == 7


async def test_a_refusal_ends_the_session_once(one_browser: Browser) -> None:
    """Many callers of a revoked session see one end, and nothing of it is kept."""
    tab = await signed_in(one_browser, life_left=-1)
    one_browser.cognito.families.revoke_all()
    tab.transport.meanwhile(TOKEN_PATH, lambda: asyncio.sleep(0))
    calls = [tab.client.get_access_token() for _ in range(5)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [SignInRequired] * 5
    assert tab.states == ["renewing", "ended"]
    session = tab.client.session
    assert (session.reason, type(session.error), session.user) == ("refused", InvalidGrant, None)
    assert (tab.storage.entries, tab.codes_sent, tab.navigation.visited) == ({}, 2, [])


@pytest.mark.parametrize(
    "fault",
    ["wrong-issuer", "wrong-audience", "wrong-subject", "wrong-at-hash", "bad-signature"],
)
async def test_a_wrong_id_token_ends_the_session(one_browser: Browser, fault: str) -> None:
    """Tokens that fail a check are not used."""
    tab = await signed_in(one_browser, life_left=-1)
    one_browser.cognito.faults.enable(fault)
    with pytest.raises(SignInRequired):
        await tab.client.get_access_token()
    assert tab.client.session.state == "ended"
    assert isinstance(tab.client.session.error, TokenInvalid)


async def test_a_rotated_refresh_token_is_stored_before_it_is_announced(
    one_browser: Browser,
) -> None:
    """A listener that reloads the page at once finds the new token already there."""
    tab = await signed_in(one_browser)
    seen = []
    tab.client.on("changed", lambda _: seen.append(tab.storage.entries.copy()))
    await tab.client.refresh()
    renewing, renewed = seen
    assert renewing != renewed == tab.storage.entries
    one_browser.clock.advance(600)
    await tab.client.refresh()
    assert tab.client.session.state == "signed_in"


async def test_without_rotation_the_refresh_token_is_kept(one_browser: Browser) -> None:
    """An answer without a refresh token leaves the old one in use."""
    tab = await signed_in(one_browser)
    [before] = [parse_object(text) for text in tab.storage.entries.values()]
    tab.transport.answer(TOKEN_PATH, samples.token_reply(refresh_token=..., id_token=...))
    await tab.client.refresh()
    [after] = [parse_object(text) for text in tab.storage.entries.values()]
    assert after["refresh_token"] == before["refresh_token"]
    assert after["id_token"] == before["id_token"]
    assert await tab.client.get_access_token() == "new-access-token"


async def test_a_renewed_session_that_cannot_be_stored_lives_on(one_browser: Browser) -> None:
    """Full storage is reported, and this page goes on with the tokens it has, again and again."""
    tab = await signed_in(one_browser, life_left=-1)
    tab.storage.broken = ("set",)
    token = await tab.client.get_access_token()
    assert isinstance(tab.client.session.error, StorageUnavailable)
    assert await tab.client.get_access_token() == token
    one_browser.clock.advance(3600)
    assert await tab.client.get_access_token() != token
    assert tab.states == ["renewing", "signed_in", "renewing", "signed_in"]


async def test_a_refusal_with_broken_storage_still_ends_the_session(one_browser: Browser) -> None:
    """What cannot be wiped from storage is at least not used."""
    tab = await signed_in(one_browser, life_left=-1)
    one_browser.cognito.families.revoke_all()
    tab.storage.broken = ("get", "set", "remove")
    for _ in range(2):
        with pytest.raises(SignInRequired):
            await tab.client.get_access_token()
    assert tab.states == ["renewing", "ended"]


async def test_a_session_without_a_refresh_token_ends_with_its_access_token(
    one_browser: Browser,
) -> None:
    """There is nothing to renew it with, so nothing is asked."""
    tab = one_browser.tab()
    record = samples.session_record(refresh_token=None, expires_in=-1)
    tab.storage.entries[SESSION_PREFIX + samples.APP] = record.to_json()
    session = await tab.client.start()
    assert (session.state, session.reason, tab.codes_sent) == ("ended", "refused", 0)


async def test_a_refresh_without_a_refresh_token_keeps_the_session(one_browser: Browser) -> None:
    """The token is valid until it expires; then the session ends, without a loop before."""
    tab = await signed_in(one_browser)
    tab.client._current.required().refresh_token = None
    with pytest.raises(SignInRequired):
        await tab.client.refresh()
    assert (tab.client.session.state, tab.states) == ("signed_in", [])
    one_browser.clock.advance(3590)
    await settle()
    assert await tab.client.get_access_token()
    one_browser.clock.advance(10)
    await settle()
    assert (tab.states, tab.client.session.reason) == (["ended"], "refused")
    assert tab.codes_sent == 1


@pytest.mark.parametrize("hours", [-2, 2])
async def test_a_clock_set_anew_starts_no_loop(one_browser: Browser, hours: float) -> None:
    """Two hours to either side cost one renewal at most, and no session."""
    tab = await signed_in(one_browser)
    one_browser.clock.advance(hours * 3600)
    for _ in range(3):
        assert await tab.client.get_access_token()
    assert tab.codes_sent <= 2
    assert tab.client.session.state == "signed_in"


async def test_a_reload_renews_a_token_that_has_ended(one_browser: Browser) -> None:
    """A page loaded the next day needs no sign-in."""
    tab = await signed_in(one_browser, life_left=-86_400)
    session = await tab.load(f"{samples.PAGE}/").start()
    assert (session.state, session.expires_at) == ("signed_in", one_browser.clock.now() + 3600)
    assert tab.states == ["signed_in", "renewing", "signed_in"]


async def test_keys_that_cannot_be_had_are_trouble(one_browser: Browser) -> None:
    """A renewal that cannot be checked is postponed, not refused."""
    tab = await signed_in(one_browser, life_left=30)
    client = tab.load(f"{samples.PAGE}/")
    tab.transport.answer(KEYS_PATH, TransportFailed("no answer came"))
    session = await client.start()
    assert (session.state, type(session.error)) == ("signed_in", TransportFailed)


@pytest.mark.parametrize("life_left", [30, -30])
async def test_a_renewal_outlives_the_call_that_began_it(
    one_browser: Browser, life_left: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An app that gives up, as by `asyncio.timeout`, neither blocks nor loses the session."""
    tab = await signed_in(one_browser, life_left=life_left)
    send, has_begun, may_go_on = tab.transport.send, asyncio.Event(), asyncio.Event()

    async def slowly(request: Request) -> Response:
        has_begun.set()
        await may_go_on.wait()
        return await send(request)

    monkeypatch.setattr(tab.transport, "send", slowly)
    call = asyncio.create_task(tab.client.get_access_token())
    await has_begun.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    may_go_on.set()
    await settle()
    assert tab.states == ["renewing", "signed_in"]
    assert tab.client.session.event == "renewed"
    await tab.client.refresh()
    assert tab.client.session.renewals == 2


async def test_a_fault_in_a_renewal_does_not_leave_it_renewing_for_ever(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is raised, such as a MemoryError of MicroPython's, the next renewal can begin."""
    tab = await signed_in(one_browser, life_left=-30)

    async def fail(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(tab.client._renewal._exchange, "renew", fail)
        with pytest.raises(MemoryError):
            await tab.client.get_access_token()
    assert await tab.client.get_access_token()
    assert tab.states == ["renewing", "offline", "renewing", "signed_in"]
