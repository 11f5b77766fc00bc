"""Fetches the browser's interpreters before the first test that needs them."""

import pytest

from server.building.prepare import prepare
from server.runtimes import ROOT


@pytest.fixture(scope="session", autouse=True)
def runtimes() -> None:
    """Make sure that MicroPython and Pyodide are there, and what pages load with them."""
    prepare(ROOT)
