"""Any data in messages, storage and lock names raises AuthErrors only, and sign-outs finish."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.errors import AuthError, TransportFailed
from auth.protocol.http import Request, Response
from auth.session.ended import PREFIX
from auth.session.storage import SESSION_PREFIX, TRANSACTION_PREFIX
from tests.support import samples
from tests.support.tab import REVOKE_PATH, Browser, Tab, signed_in

HALF = "\ud800"
TEXTS = (HALF, "²", "٣", "\0", "a\r\nb", "a b", "-", "é", "9" * 5000)
NUMBERS = (-1, 1.5, 1e308, 10**400, float("nan"), True)
ODD: tuple[object, ...] = (*TEXTS, *NUMBERS, None, [], {"a": HALF})
RECORD = tuple(json.loads(samples.session_record().to_json()))
TRANSACTION = tuple(json.loads(samples.transaction().to_json()))
CLAIMS = ("sub", "exp", "iat", "auth_time", "iss", "aud", "token_use", "name", "cognito:username")

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(TEXTS),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


def written(document: object, *, raw: bool) -> str:
    """Return JSON with escapes, or with the characters as they are."""
    return json.dumps(document, ensure_ascii=not raw)


def changed(name: str, value: object, *, raw: bool, sub: str = "ada", **parts: Any) -> str:
    """Return a session's record with a member of it, or a claim of its ID token, changed."""
    claims = samples.id_claims(sub=sub)
    parts["id_token"] = samples.sign({**claims, name: value} if name in CLAIMS else claims)
    record: dict[str, object] = json.loads(samples.session_record(**parts).to_json())
    if name not in CLAIMS:
        record[name] = value
    return written(record, raw=raw)


def message(event: object, text: object, *, raw: bool, **members: object) -> str:
    """Return a message as a page of the origin could post it."""
    document = {"app": samples.APP, "event": event, "text": text, **members}
    return written(document, raw=raw)


async def settle() -> None:
    """Run every task that is ready."""
    for _ in range(20):
        await asyncio.sleep(0)


async def use(tab: Tab) -> None:
    """Call the client as an app does, if there is a session."""
    user = tab.client.session.user
    if user is not None:
        assert isinstance(user.name, str)
    tab.lifecycle.happen("woken")
    await settle()
    for call in (tab.client.get_access_token, tab.client.refresh, tab.client.fetch_user_info):
        try:
            await call()
        except AuthError:
            continue
    tab.browser.clock.advance(100)
    await settle()


async def assert_signs_out(tab: Tab) -> None:
    """Sign out for good: nothing stays, Cognito has revoked the tokens and is visited."""
    had_a_session = tab.client._current.record is not None
    before = len(tab.transport.sent_to(REVOKE_PATH))
    result = await tab.client.sign_out()
    assert (result.local, result.hosted) == (True, True)
    assert (tab.client.session.state, tab.client._current.record) == ("signed_out", None)
    assert "/logout?" in tab.navigation.visited[-1]
    assert len(tab.transport.sent_to(REVOKE_PATH)) == before + had_a_session


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("name", [*RECORD, *CLAIMS])
async def test_a_record_from_another_tab_may_be_anything(name: str, *, raw: bool) -> None:
    """Adopted or not, a later session of ada's that has expired, so that it is renewed at once."""
    for value in ODD:
        browser = Browser()
        tab = await signed_in(browser)
        own = tab.client._current.required()
        later: dict[str, Any] = {"started_at": own.started_at + 1, "sub": own.claims.sub}
        text = changed(name, value, raw=raw, expires_in=-5.0, **later)
        browser.channel.post(message("session", text, raw=raw))
        await use(tab)
        if tab.client.session.is_signed_in:
            await assert_signs_out(tab)


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("name", [*RECORD, *CLAIMS])
async def test_a_stored_record_may_be_anything(name: str, *, raw: bool) -> None:
    """The page starts, whoever it starts for, and can be signed out of."""
    for value in ODD:
        tab = Browser().tab()
        key = SESSION_PREFIX + samples.APP
        tab.storage.entries = {key: changed(name, value, raw=raw, expires_in=-5.0)}
        await tab.client.start()
        await use(tab)
        await assert_signs_out(tab)


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("name", TRANSACTION)
async def test_a_stored_sign_in_may_be_anything(name: str, *, raw: bool) -> None:
    """The callback that it belongs to is answered, or refused with a reason."""
    for value in ODD:
        tab = Browser().tab()
        transaction = json.loads(samples.transaction().to_json())
        key = TRANSACTION_PREFIX + "the-state"
        tab.storage.entries = {key: written({**transaction, name: value}, raw=raw)}
        session = await tab.load(f"{samples.PAGE}/?code=c0de&state=the-state").start()
        assert session.state == "signed_out"
        assert isinstance(session.error, AuthError)


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("event", ["session", "session_wanted", "signed_out", "active", HALF])
async def test_a_message_may_be_anything(event: str, *, raw: bool) -> None:
    """Also one that says it comes from this very page."""
    browser = Browser()
    tab = await signed_in(browser)
    for value in ODD:
        for member in ("text", "sub", "page", "app", "event"):
            browser.channel.post(
                written({"app": samples.APP, "event": event, member: value}, raw=raw)
            )
            browser.channel.post(
                message(event, "text", raw=raw, page=tab._channel.page, sub=value)  # type: ignore[union-attr]
            )
    assert tab.client.session.state == "signed_in"
    await use(tab)
    await assert_signs_out(tab)


@pytest.mark.parametrize("sequence", [*TEXTS, "", "-1", "1e9", "+7", " 7", "7 ", "1_0", "0x7"])
async def test_a_lock_may_have_any_name(one_browser: Browser, sequence: str) -> None:
    """Any page of the origin may request one; only digits are a sequence."""
    tab = await signed_in(one_browser)
    prefix = tab.client._current.advertisement.prefix
    family = tab.client._current.required().family
    for name in (f"{prefix}{family}.{sequence}", f"{prefix}{sequence}", sequence):
        await one_browser.locks.claim(name)
    await tab.client.refresh()
    assert tab.codes_sent == 2
    assert one_browser.clock.monotonic() == 0  # nobody was asked for a later state
    await assert_signs_out(tab)


@pytest.mark.parametrize("text", [*TEXTS, "\x00" * 10, " ", "\n"])
async def test_the_list_of_ended_sessions_may_be_anything(one_browser: Browser, text: str) -> None:
    """An entry that is not the name of a session ends no session."""
    one_browser.storage.entries[PREFIX + samples.APP] = text
    tab = await signed_in(one_browser)
    await use(tab)
    assert tab.client.session.is_signed_in
    await assert_signs_out(tab)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    events=st.lists(
        st.tuples(
            st.sampled_from(["session", "session_wanted", "signed_out", "active", ""]),
            st.sampled_from([*RECORD, *CLAIMS]),
            anything,
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_messages_leave_a_tab_that_can_be_signed_out_of(
    events: list[tuple[str, str, object, bool]],
) -> None:
    """Messages may have any content and arrive in any order."""

    async def story() -> None:
        browser = Browser()
        tab = await signed_in(browser)
        for event, name, value, raw in events:
            text: object = changed(name, value, raw=raw) if event == "session" else value
            browser.channel.post(message(event, text, raw=raw))
            await settle()
        await use(tab)
        await assert_signs_out(tab)

    asyncio.run(story())


class Broken:
    """A transport that fails with an error of another library."""

    async def send(self, request: Request) -> Response:
        """Fail."""
        raise RuntimeError(request.url)


@pytest.mark.parametrize("fault", ["listener", "channel", "storage", "network", "transport"])
async def test_a_sign_out_is_finished_whatever_fails_around_it(
    one_browser: Browser, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tokens are forgotten and revoked if that is possible, and Cognito is visited."""
    tab = await signed_in(one_browser)

    def fail(*_arguments: Any) -> None:
        raise RuntimeError(fault)

    if fault == "listener":
        tab.client.on("changed", fail)
        tab.client.on("ended", fail)
    elif fault == "channel":
        monkeypatch.setattr(tab._channel, "post", fail)
    elif fault == "storage":
        tab.storage.broken = one_browser.storage.broken = ("get", "set", "remove", "keys")
    elif fault == "network":
        tab.transport.answer(REVOKE_PATH, TransportFailed("no answer came"))
    else:
        tab.transport._transport = Broken()
    result = await tab.client.sign_out()
    assert (result.local, result.hosted) == (fault != "storage", True)
    assert result.revoked is (fault not in ("network", "transport"))
    assert tab.client.session.state == "signed_out"
    assert "/logout?" in tab.navigation.visited[-1]


async def test_a_sign_out_is_finished_whatever_the_neighbours_say(one_browser: Browser) -> None:
    """While the revocation is under way, every kind of message arrives."""
    tab = await signed_in(one_browser)
    record = tab.client._current.required()
    later = replace_record(record.to_json(), sequence=7, refresh_token=HALF)

    async def everything() -> None:
        for raw in (True, False):
            for text in (record.to_json(), later, record.family, HALF, ""):
                for event in ("session", "session_wanted", "signed_out", "active"):
                    one_browser.channel.post(message(event, text, raw=raw, sub=record.claims.sub))

    tab.transport.meanwhile(REVOKE_PATH, everything)
    result = await tab.client.sign_out()
    assert vars(result) == {"local": True, "revoked": True, "hosted": True}
    assert (tab.client.session.state, tab.client._current.record) == ("signed_out", None)


def replace_record(text: str, **parts: object) -> str:
    """Return a record with some members replaced, half surrogates as they are."""
    return written({**json.loads(text), **parts}, raw=True)


@pytest.mark.parametrize("separator", [" ", "\n", "\u00a0"])
async def test_a_message_adds_one_ended_session_at_most(
    one_browser: Browser, separator: str
) -> None:
    """The names are separated by spaces: a text with many would push out those that count."""
    tab = await signed_in(one_browser)
    tab.client._current.ended.add("an-ended-session")
    before = dict(one_browser.storage.entries)
    text = separator.join(f"name-{number}" for number in range(60))
    message = {"app": samples.APP, "event": "signed_out", "text": text}
    one_browser.channel.post(json.dumps(message))
    assert one_browser.storage.entries == before
    assert tab.client.session.is_signed_in
