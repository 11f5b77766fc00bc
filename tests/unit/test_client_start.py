"""`start()` runs once on a page."""

import asyncio

from auth.errors import StorageUnavailable
from tests.support.tab import Browser, Tab, signed_in


def test_a_second_start_changes_nothing() -> None:
    """The state stays, and after a hand-over nothing listens to the page any more."""

    async def story() -> Tab:
        tab = await signed_in(Browser())
        before = tab.states
        await tab.client.start()
        assert tab.states == before
        tab.client.hand_over()
        return tab

    tab = asyncio.run(story())
    assert tab.lifecycle._listeners == []


async def test_a_pending_sign_in_that_cannot_be_removed_leaves_no_session(
    one_browser: Browser,
) -> None:
    """The page is signed out, so it has no tokens of the session from before, and no lock."""
    tab = await signed_in(one_browser)
    client = tab.load(await tab.callback())
    tab.storage.broken = ("remove",)
    session = await client.start()
    assert isinstance(session.error, StorageUnavailable)
    assert client._current.record is None
