"""Order: the browser comes last, since its driver keeps an event loop running to the end."""

from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Move what drives a browser behind all others, whose `asyncio.run` wants no loop around it.

    The mark is given before anybody selects by it, so that `-m "not browser"` leaves nothing of it;
    the order comes after pytest's own, which groups tests by what they share.
    """
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    yield
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
