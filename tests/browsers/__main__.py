"""Runs the tests in other browsers: `uv run --group dev -m tests.browsers [firefox] [webkit]`.

Installs the named browsers, or both. Other arguments go to pytest.
"""

import os
import sys

from server.errors import CannotStart
from server.runtimes import ROOT
from tests.__main__ import prepare_pages, run_pytest, say
from tests.browsers.needs import NEEDS
from tests.support.browser_setup import NoBrowser, install_from_debian


def main() -> int:
    """Install what the tests need, run pytest, and return its exit status."""
    os.chdir(ROOT)
    names = [name for name in sys.argv[1:] if name in NEEDS] or list(NEEDS)
    try:
        prepare_pages()
        for name in names:
            _ensure(name)
    except (CannotStart, NoBrowser) as reason:
        sys.exit(str(reason))
    more = [one for one in sys.argv[1:] if one not in NEEDS]
    return run_pytest(["tests/browsers", "-k", " or ".join(names), *more])


def _ensure(name: str) -> None:
    """Install a browser if it is missing.

    Raises:
        NoBrowser: It is missing and cannot be installed.
    """
    needs = NEEDS[name]
    if not needs.are_met():
        install_from_debian(say, *needs.packages)
    if not needs.are_met():
        wanted = ", ".join(needs.packages)
        raise NoBrowser(f"There is no {name} to test with. On Debian or Ubuntu install {wanted}.")


if __name__ == "__main__":
    sys.exit(main())
