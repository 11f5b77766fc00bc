"""`start()` runs once on a page."""

import asyncio

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
