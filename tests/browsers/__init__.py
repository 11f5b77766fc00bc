"""Sign-ins and sessions in Firefox and WebKit: `uv run --group dev -m tests.browsers`.

Playwright cannot drive these browsers as Linux distributions ship them, so the tests use WebDriver
BiDi and WebDriver (W3C).
"""

import pytest

# pytest then explains failed assertions of these modules as it does those of tests.
pytest.register_assert_rewrite("tests.browsers.person", "tests.browsers.watch")
