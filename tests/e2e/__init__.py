"""Tests of the page in Chromium, with the launcher, on Pyodide and on MicroPython."""

import pytest

# pytest then explains failed assertions of these modules as it does those of tests.
pytest.register_assert_rewrite("tests.e2e.person", "tests.e2e.watch")
