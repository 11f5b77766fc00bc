"""The core stories in Firefox and in WebKit: `uv run --group dev -m tests.browsers`.

Playwright drives neither of them as Linux distributions ship them, so they are driven by the
standards that they implement: WebDriver BiDi and WebDriver (W3C).
"""

import pytest

# Their assertions are made for the tests, and should explain themselves as the tests' own do.
pytest.register_assert_rewrite("tests.browsers.person", "tests.browsers.watch")
