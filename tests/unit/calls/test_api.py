"""Calls to an API: where the access token goes, and what a 401 leads to."""

import asyncio

import pytest

from auth.calls.api import NEW_SECONDS
from auth.errors import (
    ApiRequestFailed,
    ArgumentRefused,
    SignInRequired,
    StepUpRequired,
    SubjectMismatch,
    TransportFailed,
)
from auth.protocol.claims import IdTokenClaims
from auth.protocol.http import Response
from auth.testing.doubles import ScriptedStream
from tests.support import samples
from tests.support.tab import TOKEN_PATH, Browser, signed_in


@pytest.mark.parametrize(
    "url",
    [
        "/api/user?a=1#part",
        "http://localhost:8000/api/user?a=1",
        "http://LOCALHOST:8000/api/user?a=1",
    ],
)
async def test_the_token_goes_to_the_pages_own_origin(one_browser: Browser, url: str) -> None:
    """Without `api_origins`, the redirect URI's origin is the one; the fragment stays here."""
    tab = await signed_in(one_browser)
    response = await tab.client.fetch(url, headers={"Accept": "text/plain"})
    assert (response.status, response.text()) == (200, "hello")
    assert one_browser.api.seen == [f"Bearer {await tab.client.get_access_token()}"]
    request = tab.transport.requests[-1]
    assert request.url == "http://localhost:8000/api/user?a=1"
    assert request.headers[-1] == ("Accept", "text/plain")


async def test_configured_origins_replace_the_pages_own(one_browser: Browser) -> None:
    """With `api_origins`, even this page's origin must be on the list."""
    tab = await signed_in(one_browser, api_origins=["https://api.example.com"])
    tab.transport.answer("/user", samples.reply({"name": "Ada"}))
    answer = await tab.client.fetch("https://api.example.com:443/user")
    assert answer.json() == {"name": "Ada"}
    with pytest.raises(ArgumentRefused):
        await tab.client.fetch("/api/user")


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
async def test_the_caller_sets_no_authorization_header(one_browser: Browser, name: str) -> None:
    """An Authorization header of the caller's is refused."""
    tab = await signed_in(one_browser)
    with pytest.raises(ArgumentRefused):
        await tab.client.fetch("/api/user", headers={name: "Basic x"})


async def test_a_401_is_answered_with_one_renewal_and_one_replay(one_browser: Browser) -> None:
    """The replay carries the same body and the new token."""
    tab = await signed_in(one_browser)
    one_browser.api.statuses = [401]
    response = await tab.client.fetch("/api/user", method="PUT", body=b"\x00data")
    assert (response.status, tab.codes_sent) == (200, 2)
    first, second = one_browser.api.seen
    assert first != second == f"Bearer {await tab.client.get_access_token()}"
    sent = tab.transport.sent_to("/api/user")
    assert [(request.method, request.body) for request in sent] == [("PUT", b"\x00data")] * 2


@pytest.mark.parametrize(
    ("statuses", "status", "renewals"),
    [
        ([401, 401], 401, 1),
        ([403], 403, 0),
        ([500], 500, 0),
        ([401, 403], 403, 1),
    ],
)
async def test_other_refusals_are_the_callers_to_judge(
    one_browser: Browser, statuses: list[int], status: int, renewals: int
) -> None:
    """A second 401 and every other status come back as they are; nothing loops."""
    tab = await signed_in(one_browser)
    expected = len(statuses)
    one_browser.api.statuses = statuses
    assert (await tab.client.fetch("/api/user")).status == status
    assert (len(one_browser.api.seen), tab.codes_sent - 1) == (expected, renewals)
    assert tab.client.session.state == "signed_in"


@pytest.mark.parametrize("together", [True, False])
async def test_an_api_that_always_answers_401_costs_one_renewal(
    one_browser: Browser, *, together: bool
) -> None:
    """Many calls cause one renewal, and get the 401."""
    tab = await signed_in(one_browser)
    one_browser.api.statuses = [401] * 1000
    if together:
        replies = await asyncio.gather(*[tab.client.fetch("/api/user") for _ in range(10)])
    else:
        replies = []
        for _ in range(40):
            one_browser.clock.advance(60)
            replies.append(await tab.client.fetch("/api/user"))
    assert {reply.status for reply in replies} == {401}
    assert (tab.codes_sent, tab.client.session.state) == (2, "signed_in")


async def test_two_tabs_do_not_renew_in_turn_for_an_api_that_always_answers_401(
    one_browser: Browser,
) -> None:
    """Each gets the other's new token, and does not know that it has been refused."""
    tab, sibling = await signed_in(one_browser), one_browser.tab()
    await sibling.client.start()
    one_browser.api.statuses = [401] * 1000
    for _ in range(10):
        one_browser.clock.advance(5)
        for one in (tab, sibling):
            assert (await one.client.fetch("/api/user")).status == 401
    assert tab.codes_sent + sibling.codes_sent == 2


@pytest.mark.parametrize(("age", "renewals"), [(NEW_SECONDS - 1, 0), (NEW_SECONDS, 1)])
async def test_a_token_that_was_renewed_just_now_is_not_renewed_for_a_401(
    one_browser: Browser, age: float, renewals: int
) -> None:
    """After a while it may have been revoked."""
    tab = await signed_in(one_browser)
    await tab.client.refresh()
    one_browser.clock.advance(age)
    one_browser.api.statuses = [401]
    reply = await tab.client.fetch("/api/user")
    assert (reply.status, tab.codes_sent - 2) == (200 if renewals else 401, renewals)


async def test_a_clock_that_was_set_back_makes_no_token_new(one_browser: Browser) -> None:
    """A token with a time in the future counts as old."""
    tab = await signed_in(one_browser)
    await tab.client.refresh()
    device = one_browser.clock
    device.set(-600)
    one_browser.cognito._now = lambda: device.now() + 600  # Cognito's clock is right
    one_browser.api.statuses = [401]
    assert (await tab.client.fetch("/api/user")).status == 200


async def test_a_401_without_a_refresh_token_is_returned(one_browser: Browser) -> None:
    """The session goes on: other APIs may accept its token."""
    tab = await signed_in(one_browser)
    tab.client._current.required().refresh_token = None
    one_browser.api.statuses = [401]
    assert (await tab.client.fetch("/api/user")).status == 401
    assert (tab.client.session.state, tab.codes_sent) == ("signed_in", 1)


async def test_a_401_with_a_dead_refresh_token_asks_for_a_sign_in(one_browser: Browser) -> None:
    """The session is over, and the API is not asked a second time."""
    tab = await signed_in(one_browser)
    one_browser.api.statuses = [401]
    one_browser.cognito.families.revoke_all()
    with pytest.raises(SignInRequired):
        await tab.client.fetch("/api/user")
    assert (tab.client.session.state, len(one_browser.api.seen)) == ("ended", 1)


async def test_a_token_about_to_end_is_renewed_before_the_call(one_browser: Browser) -> None:
    """After a laptop's sleep the API never sees the old token."""
    tab = await signed_in(one_browser)
    old = await tab.client.get_access_token()
    one_browser.clock.advance(7200)
    await tab.client.fetch("/api/user")
    assert len(one_browser.api.seen) == 1
    assert one_browser.api.seen != [f"Bearer {old}"]


async def test_a_failing_api_is_not_the_sessions_fault(one_browser: Browser) -> None:
    """A missing response of the API has its own error and changes no state."""
    tab = await signed_in(one_browser)
    tab.transport.answer("/api/user", TransportFailed("no answer came"))
    with pytest.raises(ApiRequestFailed, match="GET http://localhost:8000/api/user: no answer"):
        await tab.client.fetch("/api/user?q=secret")
    assert (tab.client.session.state, tab.client.session.error) == ("signed_in", None)


async def test_a_renewal_that_fails_is_not_the_apis_fault(one_browser: Browser) -> None:
    """The error of a failed renewal is about Cognito, not about the API."""
    tab = await signed_in(one_browser)
    one_browser.clock.doze(7200)  # so that nothing else renews
    tab.transport.answer(TOKEN_PATH, TransportFailed("no answer came"))
    with pytest.raises(TransportFailed) as caught:
        await tab.client.fetch("/api/user")
    assert type(caught.value) is TransportFailed


@pytest.mark.parametrize(
    ("header", "max_age"),
    [
        ('max_age="60"', 60),
        ("max_age=60", 60),
        ('max_age="\u00b2"', None),
        ('max_age="\u0663"', None),
        ('max_age="-1"', None),
        ('max_age="1.5"', None),
        (f'max_age="{"9" * 5000}"', None),
        ("max_age", None),
    ],
)
async def test_a_step_up_is_told_whatever_its_max_age_looks_like(
    one_browser: Browser, header: str, max_age: int | None
) -> None:
    """A header that is no number of seconds leaves the demand, without an age."""
    tab = await signed_in(one_browser)
    challenge = f'Bearer error="insufficient_user_authentication", {header}'
    tab.transport.answer("/api/user", samples.reply({}, 401, www_authenticate=challenge))
    with pytest.raises(StepUpRequired) as caught:
        await tab.client.fetch("/api/user")
    assert caught.value.max_age == max_age


async def test_another_persons_401_is_not_replayed(one_browser: Browser) -> None:
    """A call begun by one person is never repeated with the next one's token."""
    tab = await signed_in(one_browser, share_session_between_tabs=False)
    other = one_browser.tab(share_session_between_tabs=False)
    one_browser.cognito.sessions.end_all()
    await other.sign_in("grace")

    async def change_people() -> None:
        tab.storage.entries = other.storage.entries
        tab.brought_back()

    one_browser.api.statuses = [401]
    tab.transport.meanwhile("/api/user", change_people)
    with pytest.raises(SignInRequired):
        await tab.client.fetch("/api/user")
    assert (len(one_browser.api.seen), tab.client.session.state) == (1, "signed_in")


async def test_user_information_is_about_the_person(one_browser: Browser) -> None:
    """The attributes come from Cognito, asked with the access token."""
    tab = await signed_in(one_browser)
    profile = await tab.client.fetch_user_info()
    assert (profile["email"], profile["email_verified"]) == ("ada@example.com", True)


@pytest.mark.parametrize("document", [{"sub": "somebody else"}, {}, {"sub": None}])
async def test_user_information_about_another_person_is_dropped(
    one_browser: Browser, document: object
) -> None:
    """`sub` must be the ID token's."""
    tab = await signed_in(one_browser)
    tab.transport.answer("/oauth2/userInfo", samples.reply(document))
    with pytest.raises(SubjectMismatch):
        await tab.client.fetch_user_info()


async def test_user_information_renews_once_too(one_browser: Browser) -> None:
    """A 401 of userInfo leads to one renewal and one more question."""
    tab = await signed_in(one_browser)
    tab.transport.answer("/oauth2/userInfo", samples.reply({"error": "invalid_token"}, 401))
    assert (await tab.client.fetch_user_info())["username"] == "ada"
    assert len(tab.transport.sent_to(TOKEN_PATH)) == 2


async def test_libraries_ask_where_the_token_may_go(one_browser: Browser) -> None:
    """The configured origins and no other; what is no URL is refused."""
    tab = await signed_in(one_browser, api_origins=["https://api.example.com"])
    resources = tab.client._calls
    assert resources.allows("https://API.example.com/notes")
    assert not resources.allows("https://example.com/notes")
    assert not resources.allows("/notes")
    with pytest.raises(ArgumentRefused):
        resources.allows("//api.example.com/notes")


async def test_libraries_get_no_token_that_has_expired(one_browser: Browser) -> None:
    """Synchronous libraries cannot wait for a renewal."""
    tab = await signed_in(one_browser)
    resources = tab.client._calls
    assert resources.token_at_hand() == await tab.client.get_access_token()
    one_browser.clock.advance(3599)
    assert resources.token_at_hand()
    one_browser.clock.advance(1)
    with pytest.raises(TransportFailed, match="expired"):
        resources.token_at_hand()
    await tab.client.sign_out(hosted=False)
    with pytest.raises(SignInRequired):
        resources.token_at_hand()


@pytest.mark.parametrize(
    "url", [None, 7, b"/api/user", ["/api/user"], "", "api/user", "//x/", "\ud800"]
)
async def test_what_is_no_url_is_refused(one_browser: Browser, url: object) -> None:
    """No request is sent."""
    tab = await signed_in(one_browser)
    sent = len(tab.transport.requests)
    with pytest.raises(ArgumentRefused):
        await tab.client.fetch(url)  # type: ignore[arg-type]
    assert len(tab.transport.requests) == sent


@pytest.mark.parametrize(("seconds", "renewals"), [(61, 0), (60, 1)])
async def test_an_id_token_is_renewed_in_its_last_minute(
    one_browser: Browser, seconds: float, renewals: int
) -> None:
    """For calls that use it; its life may be shorter than the access token's."""
    tab = await signed_in(one_browser)
    record, calls = tab.client._current.required(), tab.client._calls
    ending = {**record.claims._members, "exp": one_browser.clock.now() + seconds}
    record.claims = IdTokenClaims(ending)
    identity = await calls.identity(calls.begin())
    assert (tab.codes_sent - 1, identity is record) == (renewals, not renewals)


async def test_an_id_token_without_a_refresh_token_has_to_do(one_browser: Browser) -> None:
    """Even in its last minute."""
    tab = await signed_in(one_browser)
    record, calls = tab.client._current.required(), tab.client._calls
    record.refresh_token = None
    record.claims = IdTokenClaims({**record.claims._members, "exp": one_browser.clock.now() + 1})
    assert await calls.identity(calls.begin()) is record


@pytest.mark.parametrize("end", ["signs out", "somebody else signs in"])
async def test_a_stream_ends_with_the_session_that_asked_for_it(
    one_browser: Browser, end: str
) -> None:
    """What is still to come is not shown to the next person, and the connection is closed."""
    tab = await signed_in(one_browser)
    stream = ScriptedStream([b"ada's", b" diary"])
    tab.transport.answer("/api/diary", Response(200, headers={}, body=b"", stream=stream))
    response = await tab.client.fetch("/api/diary", stream=True)
    assert await response.__anext__() == b"ada's"
    if end == "signs out":
        await tab.client.sign_out(hosted=False)
    else:
        one_browser.clock.advance(1)
        await signed_in(one_browser, "grace")
    with pytest.raises(SignInRequired):
        await response.__anext__()
    assert stream.is_cancelled


async def test_a_stream_that_begins_too_late_is_closed(one_browser: Browser) -> None:
    """Its caller never gets it."""
    tab = await signed_in(one_browser)
    stream = ScriptedStream([b"ada's diary"])
    tab.transport.answer("/api/diary", Response(200, headers={}, body=b"", stream=stream))

    async def sign_out() -> None:
        await tab.client.sign_out(hosted=False)

    tab.transport.meanwhile("/api/diary", sign_out)
    with pytest.raises(SignInRequired):
        await tab.client.fetch("/api/diary", stream=True)
    assert stream.is_cancelled
