"""Fetches the browser's interpreters before the first test that needs them."""

import pytest

from server.building.prepare import prepare
from server.runtimes import ROOT


@pytest.fixture(scope="session", autouse=True)
def runtimes() -> None:
    """Download and build MicroPython, Pyodide and what pages load with them, if missing."""
    prepare(ROOT)
