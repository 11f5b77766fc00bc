"""Order: the browser suite comes last, since its driver keeps an event loop running to the end."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the browser's tests behind all others, whose `asyncio.run` wants no loop around it."""
    items.sort(key=lambda item: "/e2e/" in item.path.as_posix())
