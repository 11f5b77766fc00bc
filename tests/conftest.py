"""Order: the browser comes last, since its driver keeps an event loop running to the end."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move what drives a browser behind all others, whose `asyncio.run` wants no loop around it.

    Its mark is given here as well, so that `-m "not browser"` leaves nothing of it.
    """
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
