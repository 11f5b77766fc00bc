"""Runs browser tests last, because Playwright keeps an event loop running until the end."""

from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark browser tests, and move them behind all others, which call `asyncio.run`.

    The mark is added before pytest selects by `-m`; the tests move after pytest has sorted them.
    """
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    yield
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
