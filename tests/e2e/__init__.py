"""The page in a real browser, one user story a file, at each of its three entries."""

import pytest

# Their assertions are made for the tests, and should explain themselves as the tests' own do.
pytest.register_assert_rewrite("tests.e2e.visitor", "tests.e2e.watch")
