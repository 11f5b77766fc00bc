"""How fast the page starts, beside pages that others would write: `uv run -m bench`.

All pages are visited in turn in one run, since only figures of one run can be compared.
"""

import argparse
import sys
import time

from playwright.sync_api import sync_playwright

from bench.figures import as_text, judged, table
from bench.pages.sites import MEANINGS, NAMES, serving_pages
from bench.rounds import measure
from bench.samples import Samples
from server.runtimes import ensure_runtimes
from tests.browser_setup import ensure_browser

ROUNDS = 5


def main() -> None:
    """Measure and print."""
    given = _arguments()
    names = tuple(name for name in NAMES if name in given.only) if given.only else NAMES
    ensure_runtimes()
    ensure_browser(_say)
    samples, started = Samples(), time.monotonic()
    with serving_pages(names) as sites, sync_playwright() as playwright:
        measure(playwright, sites, samples, given.rounds, _say)
    _say(f"{time.monotonic() - started:.0f} seconds\n")
    sys.stdout.write(f"{as_text(table(samples, names))}\n\n{as_text(judged(samples))}\n")


def _arguments() -> argparse.Namespace:
    pages = "\n".join(f"  {name:16}{meaning}" for name, meaning in MEANINGS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        epilog=f"pages:\n{pages}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="how many (default: %(default)s)"
    )
    parser.add_argument(
        "--only", action="append", choices=NAMES, metavar="PAGE", help="measure this page only"
    )
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
