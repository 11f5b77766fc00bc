"""Order: the browser comes last, since its driver keeps an event loop running to the end."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move what drives a browser behind all others, whose `asyncio.run` wants no loop around it."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))
