"""The events of a session that apps can subscribe to."""

import asyncio

import pytest

from auth.errors import ArgumentRefused, TransportFailed
from auth.session.events import EVENTS
from auth.session.states import Session
from tests.support.tab import TOKEN_PATH, Browser, Tab


def recording(tab: Tab) -> list[str]:
    """Listen for every event of a page except `changed`; return the list of those that came."""
    heard: list[str] = []
    for name in EVENTS[1:]:
        tab.client.on(name, lambda _session, name=name: heard.append(name))  # type: ignore[misc]
    return heard


async def test_a_sign_in_a_renewal_and_an_end_are_told(one_browser: Browser) -> None:
    """Each is reported once, by its name."""
    tab = one_browser.tab()
    await tab.client.start()
    url = await tab.callback()
    tab.load(url)
    heard = recording(tab)
    await tab.client.start()
    await tab.client.refresh()
    one_browser.cognito.faults.enable("error-invalid-grant", path="/oauth2/token")
    with pytest.raises(Exception, match="signed in"):
        await tab.client.refresh()
    assert heard == ["signed_in", "renewed", "ended"]
    assert tab.client.session.reason == "refused"


async def test_going_offline_is_told_once_and_coming_back_too(one_browser: Browser) -> None:
    """More failed attempts in between report nothing."""
    tab = one_browser.tab()
    await tab.sign_in()
    heard = recording(tab)
    one_browser.clock.doze(4000)
    for _ in range(3):
        tab.transport.answer(TOKEN_PATH, TransportFailed("no answer came"))
        with pytest.raises(TransportFailed):
            await tab.client.get_access_token()
    await tab.client.get_access_token()
    assert heard == ["offline", "renewed", "online"]


async def test_another_person_is_told(one_browser: Browser) -> None:
    """Signing in as somebody else, in another tab, says so."""
    tab, sibling = one_browser.tab(), one_browser.tab()
    await tab.sign_in("ada")
    await sibling.client.start()
    await asyncio.sleep(0)
    heard = recording(sibling)
    one_browser.clock.doze(1)
    tab.load(await tab.callback("grace", prompt="login"))
    await tab.client.start()
    assert heard == ["ended", "user_changed"]


async def test_every_new_session_is_a_change(one_browser: Browser) -> None:
    """Listeners are functions or coroutine functions, and stop when they unsubscribe."""
    tab = one_browser.tab()
    await tab.sign_in()
    heard: list[str] = []
    finished: list[str] = []

    async def hear(session: Session) -> None:
        await asyncio.sleep(0)
        finished.append(session.event)

    stop = tab.client.on("changed", lambda session: heard.append(session.event))
    stop_too = tab.client.on("changed", hear)
    await tab.client.refresh()
    stop()
    stop_too()
    await tab.client.sign_out(hosted=False)
    await asyncio.sleep(0)
    assert heard == finished == ["renewal_started", "renewed"]


async def test_a_failing_coroutine_is_reported(
    one_browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """A listener that is a coroutine function runs, and its exception is printed."""

    async def fail(_session: Session) -> None:
        raise KeyError("a secret, perhaps")

    tab = one_browser.tab()
    tab.client.on("signed_in", fail)
    tab.client.on("ended", fail)
    await tab.sign_in()
    tab.client.on("renewed", fail)
    await tab.client.refresh()
    await asyncio.sleep(0)
    printed = capsys.readouterr().err
    assert printed.count("a session listener raised KeyError") == 1
    assert "secret" not in printed


def test_a_listener_is_a_function(one_browser: Browser) -> None:
    """Anything else is named at once, and not when the event comes."""
    client = one_browser.tab().client
    for listener in (None, "show"):
        with pytest.raises(
            ArgumentRefused, match=r"listener: got (NoneType|str), expected a function"
        ):
            client.on("changed", listener)  # type: ignore[arg-type]
    with pytest.raises(ArgumentRefused, match="got function with 0 parameters, expected a"):
        client.on("ended", lambda: None)  # type: ignore[arg-type, misc]


def test_only_known_events_can_be_listened_for(one_browser: Browser) -> None:
    """A misspelt name raises an error, and unsubscribing twice is harmless."""
    tab = one_browser.tab()
    with pytest.raises(ArgumentRefused, match="logout"):
        tab.client.on("logout", print)  # type: ignore[arg-type]
    stop = tab.client.on("ended", print)
    stop()
    stop()
