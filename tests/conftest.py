"""Runs browser tests last, because Playwright keeps an event loop running until the end."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

from server import origins

STARTS_A_BROWSER = {"playwright", "signed_in_page"}
"""Fixtures; `signed_in_page` asks for the other one only when it is called."""


def pytest_configure() -> None:
    """Leave each of several processes (pytest-xdist) ports that no other one uses.

    Hypothesis limits no example's time, which on a busy machine says nothing of the code, and tries
    the same examples each time. `MODEL_EXAMPLES=10000` lets it and the models look for others.
    """
    derandomize = "MODEL_EXAMPLES" not in os.environ
    settings.register_profile("any machine", deadline=None, derandomize=derandomize)
    settings.load_profile("any machine")
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        number, count = int(worker[2:]), int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        size = len(origins.unused_ports) // count
        origins.unused_ports[:] = origins.unused_ports[number * size :][:size]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark browser tests, and move them behind all others, which call `asyncio.run`.

    The mark is added before pytest selects by `-m`; the tests move after pytest has sorted them.
    """
    for item in items:
        if STARTS_A_BROWSER & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    yield
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
