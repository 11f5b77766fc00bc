"""What happens in the middle of something else: sign-outs, other tabs, pages that come back."""

from typing import TYPE_CHECKING

import pytest

from auth.errors import AuthError, SignInRequired, TransportFailed
from tests.support import samples
from tests.support.tab import KEYS_PATH, TOKEN_PATH, Browser, Tab

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

NO_ANSWER = TransportFailed("no answer came")
REFUSED = samples.reply({"error": "invalid_grant"}, 400)


async def sign_out(tab: Tab) -> None:
    """Sign out of the tab, without leaving the page."""
    await tab.client.sign_out(hosted=False)


@pytest.mark.parametrize("path", [TOKEN_PATH, KEYS_PATH])
async def test_a_sign_out_beats_a_late_exchange(one_browser: Browser, path: str) -> None:
    """Tokens that arrive after a sign-out sign nobody in."""
    tab = one_browser.tab()
    tab.load(await tab.callback())
    tab.transport.meanwhile(path, lambda: sign_out(tab))
    session = await tab.client.start()
    assert (session.state, session.error, tab.storage.entries) == ("signed_out", None, {})
    with pytest.raises(SignInRequired):
        await tab.client.get_access_token()


@pytest.mark.parametrize("answer", [NO_ANSWER, REFUSED])
async def test_a_sign_out_beats_a_late_failure(one_browser: Browser, answer: object) -> None:
    """An exchange that fails after a sign-out reports no error."""
    tab = one_browser.tab()
    tab.load(await tab.callback())
    tab.transport.answer(TOKEN_PATH, answer)  # type: ignore[arg-type]
    tab.transport.meanwhile(TOKEN_PATH, lambda: sign_out(tab))
    session = await tab.client.start()
    assert (session.state, session.error) == ("signed_out", None)


@pytest.mark.parametrize("answer", [None, NO_ANSWER, REFUSED])
@pytest.mark.parametrize("life_left", [-1, 30])
async def test_a_sign_out_beats_a_late_renewal(
    one_browser: Browser, answer: object, life_left: float
) -> None:
    """A renewal that ends after a sign-out returns no token."""
    tab = one_browser.tab()
    await tab.sign_in()
    one_browser.clock.advance(3600 - life_left)
    if answer is not None:
        tab.transport.answer(TOKEN_PATH, answer)  # type: ignore[arg-type]
    tab.transport.meanwhile(TOKEN_PATH, lambda: sign_out(tab))
    with pytest.raises(SignInRequired):
        await tab.client.get_access_token()
    assert (tab.client.session.state, tab.storage.entries) == ("signed_out", {})


@pytest.mark.parametrize("status", [200, 401, 500])
async def test_a_sign_out_beats_a_late_api_answer(one_browser: Browser, status: int) -> None:
    """A response that arrives after a sign-out is dropped."""
    tab = one_browser.tab()
    await tab.sign_in()
    one_browser.api.statuses = [status]
    tab.transport.meanwhile("/api/user", lambda: sign_out(tab))
    with pytest.raises(SignInRequired):
        await tab.client.fetch("/api/user")
    assert len(one_browser.api.seen) == 1


async def test_a_sign_out_beats_late_user_information(one_browser: Browser) -> None:
    """The same holds for userInfo."""
    tab = one_browser.tab()
    await tab.sign_in()
    tab.transport.meanwhile("/oauth2/userInfo", lambda: sign_out(tab))
    with pytest.raises(SignInRequired):
        await tab.client.fetch_user_info()


async def test_a_renewal_while_leaving_raises_an_error_of_ours(one_browser: Browser) -> None:
    """Between the click and the login page, a call that needs a renewal asks for a sign-in."""
    tab = one_browser.tab()
    await tab.sign_in()
    await tab.client.sign_in()
    one_browser.clock.advance(3600)
    calls: list[Callable[[], Awaitable[object]]] = [
        tab.client.get_access_token,
        tab.client.refresh,
        lambda: tab.client.fetch("/"),
    ]
    for call in calls:
        with pytest.raises(SignInRequired):
            await call()
    assert tab.client.session.state == "signing_in"


async def test_a_sign_out_is_heard_in_the_other_tab(one_browser: Browser) -> None:
    """The other tab of the same person ends at once, says why, and has no token left."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.sign_in()
    await other.sign_in()
    await sign_out(tab)
    assert (other.client.session.state, other.client.session.user) == ("ended", None)
    assert other.client.session.reason == "signed_out_elsewhere"
    assert (other.storage.entries, other.navigation.visited) == ({}, [])
    with pytest.raises(SignInRequired):
        await other.client.get_access_token()


async def test_a_sign_out_elsewhere_beats_a_late_renewal(one_browser: Browser) -> None:
    """The other tab's renewal may be under way: its answer is dropped."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.sign_in()
    await other.sign_in()
    other.transport.meanwhile(TOKEN_PATH, lambda: sign_out(tab))
    with pytest.raises(SignInRequired):
        await other.client.refresh()
    assert (other.client.session.state, other.storage.entries) == ("ended", {})


async def test_another_persons_sign_out_is_not_followed(one_browser: Browser) -> None:
    """Two people in two tabs do not sign each other out."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.sign_in("ada")
    one_browser.cognito.sessions.end_all()
    await other.sign_in("grace")
    await sign_out(tab)
    assert other.client.session.state == "signed_in"


@pytest.mark.parametrize("storage", [(), ("get", "set", "remove", "keys")])
@pytest.mark.parametrize("leaving", [False, True])
async def test_a_sign_out_is_heard_in_every_state(
    one_browser: Browser, storage: tuple[str, ...], *, leaving: bool
) -> None:
    """Neither a sign-in under way nor broken storage keeps the tokens alive."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.sign_in()
    await other.sign_in()
    if leaving:
        await other.client.sign_in()
    other.storage.broken = storage
    await sign_out(tab)
    assert other.client.session.state == ("signing_in" if leaving else "ended")
    with pytest.raises(SignInRequired):
        await other.client.get_access_token()


@pytest.mark.parametrize(
    "message",
    ["", "signed_out", "[]", '{"event": "signed_out"}', '{"event": "signed_in"}', '{"sub": 1}'],
)
async def test_other_messages_are_passed_over(one_browser: Browser, message: str) -> None:
    """Anybody on the origin can post; only a sign-out of this person counts."""
    tab = one_browser.tab()
    await tab.sign_in()
    one_browser.channel.post(message)
    assert tab.client.session.state == "signed_in"


async def test_a_sign_out_during_a_handover_is_heard(one_browser: Browser) -> None:
    """The next program on the page takes some seconds to load, and finds nothing then."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.sign_in()
    await other.sign_in()
    successor = other.successor()
    await sign_out(tab)
    assert (other.client.session.state, other.storage.entries) == ("ended", {})
    assert (await successor.client.start()).state == "signed_out"


async def test_a_client_that_has_handed_over_hears_nothing(one_browser: Browser) -> None:
    """After its successor has requested the session, only the successor has it."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.sign_in()
    await other.sign_in()
    successor = other.successor()
    await successor.client.start()
    await sign_out(tab)
    assert (other.client.session.state, successor.client.session.state) == ("signed_in", "ended")


async def test_a_page_that_comes_back_can_sign_in_again(one_browser: Browser) -> None:
    """Back from the login page, "signing in" does not hang."""
    tab = one_browser.tab()
    await tab.client.start()
    await tab.client.sign_in()
    assert tab.brought_back().state == "signed_out"
    await tab.client.sign_in()
    assert len(tab.navigation.visited) == 2


async def test_a_page_that_comes_back_signed_in_stays_so(one_browser: Browser) -> None:
    """Back from a login page that was opened out of a session, the session is there again."""
    tab = one_browser.tab()
    await tab.sign_in()
    assert tab.brought_back().state == "signed_in"
    await tab.client.sign_in()
    session = tab.brought_back()
    assert (session.state, session.user is not None) == ("signed_in", True)


@pytest.mark.parametrize("broken", [False, True])
async def test_a_page_that_comes_back_after_a_sign_out_shows_nobody(
    one_browser: Browser, *, broken: bool
) -> None:
    """A page kept from before a sign-out, or whose storage is gone, ends its session."""
    tab = one_browser.tab()
    await tab.sign_in()
    if broken:
        tab.storage.broken = ("get",)
    else:
        tab.storage.entries.clear()
    session = tab.brought_back()
    assert (session.state, session.reason) == ("ended", "signed_out_elsewhere")
    with pytest.raises(SignInRequired):
        await tab.client.get_access_token()


async def test_a_page_that_comes_back_to_another_person_shows_that_person(
    one_browser: Browser,
) -> None:
    """What was shown to the one is ended before the other appears."""
    settings = {"share_session_between_tabs": False}
    tab, other = one_browser.tab(**settings), one_browser.tab(**settings)
    await tab.sign_in("ada")
    one_browser.cognito.sessions.end_all()
    await other.sign_in("grace")
    tab.sessions.clear()
    tab.storage.entries = other.storage.entries
    session = tab.brought_back()
    assert tab.states == ["ended", "signed_in"]
    assert session.user is not None
    assert session.user.name == "Grace Hopper"


async def test_a_signed_out_page_that_comes_back_finds_the_new_session(
    one_browser: Browser,
) -> None:
    """Somebody has signed in since: the page follows."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.client.start()
    await other.sign_in()
    tab.storage.entries = other.storage.entries
    assert tab.brought_back().state == "signed_in"


async def test_a_page_that_comes_back_in_the_middle_of_an_exchange(one_browser: Browser) -> None:
    """The live session is taken up again and the late answer changes nothing."""
    tab = one_browser.tab()
    await tab.sign_in()
    tab.load(await tab.callback())

    async def come_back() -> None:
        tab.brought_back()

    tab.transport.meanwhile(TOKEN_PATH, come_back)
    assert (await tab.client.start()).state == "signed_in"
    assert tab.states == ["signing_in", "signed_in"]


async def test_a_listener_that_raises_stops_nothing(
    one_browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its exception's type is reported, and the other listeners are called."""

    def fail(_session: object) -> None:
        raise AuthError("something private")

    tab = one_browser.tab()
    tab.client.on("changed", fail)
    heard: list[object] = []
    unsubscribe = tab.client.on("changed", heard.append)
    await tab.client.start()
    unsubscribe()
    await tab.client.sign_in()
    assert len(heard) == 1
    assert "AuthError" in capsys.readouterr().err
