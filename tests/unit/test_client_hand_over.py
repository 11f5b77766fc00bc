"""A client that has handed its session over does nothing more."""

import asyncio
from typing import TYPE_CHECKING

import pytest

from auth import Session
from auth.errors import InvalidGrant
from auth.session.current import HANDOVER_SECONDS
from tests.support import samples
from tests.support.tab import KEYS_PATH, TOKEN_PATH, Browser, Tab, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

HOUR = 3600


async def settle() -> None:
    """Run every task that is ready."""
    for _ in range(50):
        await asyncio.sleep(0)


async def handed_over(browser: Browser) -> Tab:
    """Return a tab whose first program has made way for another."""
    tab = browser.tab()
    await tab.sign_in()
    tab.client.hand_over()
    return tab


async def test_no_token_is_renewed(one_browser: Browser) -> None:
    """Neither a timer, an event nor a call renews, because the refresh token works once."""
    tab = await handed_over(one_browser)
    one_browser.clock.advance(2 * HOUR)
    tab.lifecycle.happen("woken")
    await tab.client.get_access_token()
    await settle()
    assert tab.transport.sent_to(TOKEN_PATH)[1:] == []


async def test_a_renewal_that_still_waits_for_keys_sends_no_token(one_browser: Browser) -> None:
    """It has begun before the client hands over, and would use up its successor's refresh token."""
    successor = (await handed_over(one_browser)).successor()
    await successor.client.start()

    async def hand_over() -> None:
        successor.client.hand_over()

    successor.transport.meanwhile(KEYS_PATH, hand_over)
    await successor.client.refresh()
    assert len(successor.transport.sent_to(KEYS_PATH)) == 1
    assert successor.transport.sent_to(TOKEN_PATH) == []


def hand_over_meanwhile(tab: Tab, path: str) -> list[Tab]:
    """Hand over while the tab waits for a response; return the list that has the successor then."""
    successors: list[Tab] = []

    async def hand_over() -> None:
        successors.append(tab.successor())
        await successors[0].client.start()
        tab.browser.clock.advance(HANDOVER_SECONDS)

    tab.transport.meanwhile(path, hand_over)
    return successors


@pytest.mark.parametrize("storage", ["session", "memory"])
async def test_a_renewal_that_was_sent_before_reaches_the_successor(
    one_browser: Browser, storage: str
) -> None:
    """Its response may have the only refresh token that still works."""
    tab = one_browser.tab(token_storage=storage)
    await tab.sign_in()
    successors = hand_over_meanwhile(tab, TOKEN_PATH)
    await tab.client.refresh()
    assert successors[0].client.session.renewals == 1


async def test_a_value_that_the_successor_has_taken_does_not_come_back(
    one_browser: Browser,
) -> None:
    """The first program still has it, and its renewal has it, too."""
    tab = one_browser.tab()
    await tab.sign_in(app_state="delete it")
    taken: list[object] = []

    async def hand_over() -> None:
        successor = tab.successor()
        await successor.client.start()
        taken.append(successor.client.take_app_state())
        one_browser.clock.after(1, lambda: taken.append(successor.client.take_app_state()))

    tab.transport.meanwhile(TOKEN_PATH, hand_over)
    await tab.client.refresh()
    one_browser.clock.advance(1)
    assert taken == ["delete it", None]
    assert "delete it" not in str(tab.storage.entries)


async def test_a_renewal_that_is_refused_later_leaves_the_session_to_the_successor(
    one_browser: Browser,
) -> None:
    """It removes nothing from the storage that both programs have."""
    tab = await signed_in(one_browser)
    tab.transport.answer(TOKEN_PATH, samples.reply(b'{"error":"invalid_grant"}', 400))
    successors = hand_over_meanwhile(tab, TOKEN_PATH)
    with pytest.raises(InvalidGrant):
        await tab.client.refresh()
    assert successors[0].client.session.is_signed_in
    assert successors[0].storage.entries


@pytest.mark.parametrize("path", [KEYS_PATH, TOKEN_PATH])
async def test_the_first_program_is_closed_after_its_renewal(
    one_browser: Browser, path: str
) -> None:
    """Then there is one program again that has the session."""
    tab = await signed_in(one_browser)
    client = tab.load(f"{samples.PAGE}/")
    await client.start()
    hand_over_meanwhile(tab, path)
    await client.refresh()
    one_browser.clock.advance(2 * HANDOVER_SECONDS)
    assert len(one_browser.locks._claims) == 1


async def test_a_timer_that_fires_although_it_was_called_off_does_nothing(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform may already be at it, or not have known which timer was meant."""
    called: list[Callable[[], None]] = []

    def after(_seconds: float, callback: "Callable[[], None]") -> "Callable[[], None]":
        called.append(callback)
        return lambda: None

    monkeypatch.setattr(one_browser.clock, "after", after)
    tab = await handed_over(one_browser)
    one_browser.clock.doze(2 * HOUR)
    for callback in called:
        callback()
    await settle()
    assert tab.transport.sent_to(TOKEN_PATH)[1:] == []


async def test_the_lock_is_kept_until_the_successor_has_its_own(one_browser: Browser) -> None:
    """There is always one, also when the client hands over as soon as it hears of a session."""
    tab, other = one_browser.tab(), one_browser.tab()
    await tab.client.start()

    def step_aside(session: Session) -> None:
        if session.is_signed_in:
            tab.client.hand_over()

    tab.client.on("changed", step_aside)
    await other.sign_in()
    await settle()
    assert tab.client.session.event == "session_adopted"
    assert len(one_browser.locks._claims) == 2  # one is the other tab's
    successor = tab.successor()
    await successor.client.start()
    await settle()
    assert len(one_browser.locks._claims) == 3
    one_browser.clock.advance(HANDOVER_SECONDS)
    assert len(one_browser.locks._claims) == 2


# --- tabs that are opened at any moment -------------------------------------------------------

STEP = 0.05
EVERY_50_MS = [at / 1000 for at in range(0, 2000, 50)]


class Story:
    """What happens in a tab, moment by moment, while another tab is opened."""

    def __init__(self, browser: Browser, opened_at: float, **settings: object) -> None:
        self.browser = browser
        self.settings = settings
        self.tasks: list[asyncio.Task[object]] = []
        self.new: Tab | None = None
        self.at(opened_at, self._open)

    def at(self, seconds: float, work: "Callable[[], None]") -> None:
        """Schedule `work` for a moment of the story."""
        self.browser.clock.after(seconds, work)

    def begin(self, work: "Coroutine[Any, Any, object]") -> None:
        """Begin something that takes its time."""
        self.tasks.append(asyncio.create_task(work))

    def answer_at(self, tab: Tab, path: str, seconds: float) -> None:
        """Deliver the next response from `path` at a moment of the story."""
        arrived = asyncio.Event()
        self.at(seconds, arrived.set)
        tab.transport.meanwhile(path, arrived.wait)

    async def tell(self) -> Session:
        """Run the story, and return the session of the tab that was opened."""
        for _ in range(round(3 / STEP)):
            self.browser.clock.advance(STEP)
            for _ in range(10):
                await asyncio.sleep(0)
        await asyncio.wait_for(asyncio.gather(*self.tasks), 5)
        assert self.new is not None
        return self.new.client.session

    def _open(self) -> None:
        self.new = self.browser.tab(**self.settings)
        self.begin(self.new.client.start())


def hands_over(story: Story, tab: Tab, successor_at: float) -> None:
    """Hand over from the launcher when somebody is signed in, and start the app later."""
    client = tab.client
    client.on("changed", lambda session: client.hand_over() if session.is_signed_in else None)
    story.at(successor_at, lambda: story.begin(tab.successor().client.start()))


@pytest.mark.parametrize("opened_at", EVERY_50_MS)
@pytest.mark.parametrize("storage", ["session", "memory"])
async def test_a_tab_opened_while_the_launcher_hands_over_gets_the_session(
    one_browser: Browser, storage: str, opened_at: float
) -> None:
    """On the way back from Cognito, during the exchange, and until the app has started."""
    tab = one_browser.tab(token_storage=storage)
    callback = await tab.callback()
    story = Story(one_browser, opened_at, token_storage=storage)
    client = tab.load(callback)
    story.at(0.1, lambda: story.begin(client.start()))
    story.answer_at(tab, TOKEN_PATH, 0.4)
    hands_over(story, tab, 1.4)
    assert (await story.tell()).is_signed_in


@pytest.mark.parametrize("opened_at", EVERY_50_MS)
@pytest.mark.parametrize("has_launcher", [True, False])
async def test_a_tab_opened_while_the_page_is_changed_gets_the_session(
    one_browser: Browser, opened_at: float, *, has_launcher: bool
) -> None:
    """The callback leads on to another page, which takes its time to load."""
    tab = one_browser.tab(f"{samples.PAGE}/reports")
    callback = await tab.callback()
    story = Story(one_browser, opened_at)
    client = tab.load(callback)
    story.at(0.1, lambda: story.begin(client.start()))
    story.answer_at(tab, TOKEN_PATH, 0.4)

    def load() -> None:
        launcher = tab.load(tab.navigation.visited[-1])
        if has_launcher:
            hands_over(story, tab, 0.8)
        story.begin(launcher.start())

    story.at(0.6, tab.close)
    story.at(0.9, load)
    assert (await story.tell()).is_signed_in


@pytest.mark.parametrize("opened_at", EVERY_50_MS)
@pytest.mark.parametrize("storage", ["session", "memory"])
async def test_a_tab_opened_during_a_renewal_gets_the_session(
    one_browser: Browser, storage: str, opened_at: float
) -> None:
    """And the renewed one, once there is one."""
    tab = one_browser.tab(token_storage=storage)
    await tab.sign_in()
    story = Story(one_browser, opened_at, token_storage=storage)
    story.at(0.3, lambda: story.begin(tab.client.refresh()))
    story.answer_at(tab, TOKEN_PATH, 0.8)
    assert (await story.tell()).renewals == 1


@pytest.mark.parametrize("opened_at", EVERY_50_MS)
@pytest.mark.parametrize("storage", ["session", "memory"])
async def test_a_tab_opened_during_a_sign_out_ends_signed_out(
    one_browser: Browser, storage: str, opened_at: float
) -> None:
    """Also while the launcher hands over, and nobody else is there to be told."""
    tab = one_browser.tab(token_storage=storage)
    await tab.sign_in()
    sibling = one_browser.tab(token_storage=storage)
    await sibling.client.start()
    story = Story(one_browser, opened_at, token_storage=storage)
    hands_over(story, sibling, 1.2)
    sibling.client.hand_over()
    story.at(0.3, lambda: story.begin(tab.client.sign_out(hosted=False)))
    story.answer_at(tab, "/oauth2/revoke", 0.8)
    assert not (await story.tell()).is_signed_in
