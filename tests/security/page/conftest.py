"""What an attack needs: the tabs of `tests.unit`, or the site and person of `tests.e2e`."""

from tests.e2e.conftest import (
    base_url,
    browser_type_launch_args,
    person,
    served_site,
    site,
    watch,
)
from tests.unit.conftest import one_browser, pytest_pyfunc_call

__all__ = [
    "base_url",
    "browser_type_launch_args",
    "one_browser",
    "person",
    "pytest_pyfunc_call",
    "served_site",
    "site",
    "watch",
]
