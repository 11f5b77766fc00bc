"""Fetches the browser's interpreters before the first test that needs them."""

import pytest

from server.runtimes import ensure_runtimes


@pytest.fixture(scope="session", autouse=True)
def runtimes() -> None:
    """Make sure that MicroPython and Pyodide are there, and are the recorded versions."""
    ensure_runtimes()
