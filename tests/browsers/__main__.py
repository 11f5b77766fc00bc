"""The core stories in other browsers: `uv run --group dev -m tests.browsers [firefox] [webkit]`.

Gets the browsers that are named, or both; further arguments are pytest's own.
"""

import os
import sys

from server.building.prepare import prepare
from server.errors import CannotStart
from server.runtimes import ROOT
from tests.__main__ import run_pytest, say
from tests.browsers.needs import NEEDS
from tests.support.browser_setup import NoBrowser, install_from_debian


def main() -> int:
    """Get what the stories need, then hand over to pytest; its exit status is this program's."""
    os.chdir(ROOT)
    names = [name for name in sys.argv[1:] if name in NEEDS] or list(NEEDS)
    try:
        prepare(ROOT)
        for name in names:
            _ensure(name)
    except (CannotStart, NoBrowser) as reason:
        sys.exit(str(reason))
    more = [one for one in sys.argv[1:] if one not in NEEDS]
    return run_pytest(["tests/browsers", "-k", " or ".join(names), *more])


def _ensure(name: str) -> None:
    """Make sure that a browser is installed.

    Raises:
        NoBrowser: it is not, and this machine cannot be made to have it.
    """
    needs = NEEDS[name]
    if not needs.are_met():
        install_from_debian(say, *needs.packages)
    if not needs.are_met():
        wanted = ", ".join(needs.packages)
        raise NoBrowser(f"There is no {name} to test with. On Debian or Ubuntu install {wanted}.")


if __name__ == "__main__":
    sys.exit(main())
