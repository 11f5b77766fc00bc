"""Measure how fast the page starts, compared with other pages: `uv run --group dev -m bench`.

One run visits all pages in turn, because only figures of one run can be compared.
"""

import argparse
import sys
import time
from collections.abc import Sequence

from playwright.sync_api import Playwright, sync_playwright

from bench.costs import measure_costs
from bench.document import write_documents
from bench.figures import as_text, by_kind, judged, summary, table
from bench.pages.sites import (
    BARE,
    INTERPRETER,
    LAUNCHER,
    MEANINGS,
    NAMES,
    OIDC,
    serving_costs,
    serving_pages,
)
from bench.profile import Profile, profile_page
from bench.rounds import measure
from bench.samples import Samples
from bench.visits import browser
from server.building.prepare import prepare_to_publish
from server.runtimes import ROOT
from tests.support.browser_setup import ensure_browser

ROUNDS = 5
PROFILED = (LAUNCHER, INTERPRETER, OIDC, BARE)


def main() -> None:
    """Measure and print; with `--write` also write the documents."""
    given = _arguments()
    names = [name for name in NAMES if name in (given.only or NAMES)]
    prepare_to_publish(ROOT)  # as it would be published
    ensure_browser(_say)
    started = time.monotonic()
    with sync_playwright() as playwright:
        samples, profiles = measure_all(playwright, names, given.rounds)
        version = browser_version(playwright)
    _say(f"{time.monotonic() - started:.0f} seconds\n")
    for rows in (summary(samples), table(samples, names), judged(samples), by_kind(profiles)):
        sys.stdout.write(f"{as_text(rows)}\n\n")
    if given.write:
        write_documents(
            samples, profiles, names, ROOT / "docs", rounds=given.rounds, browser=version
        )


def measure_all(
    playwright: Playwright, names: Sequence[str], rounds: int
) -> tuple[Samples, dict[str, Profile]]:
    """Measure these pages and, if the launcher is among them, the package itself."""
    samples, profiles = Samples(), dict[str, Profile]()
    with serving_pages(names) as sites:
        measure(playwright, sites, samples, rounds, _say)
        for site in sites:
            if site.name in PROFILED:
                profiles[site.name] = profile_page(playwright, site, rounds, _say)
    if LAUNCHER in names:
        with serving_costs() as sites:
            measure_costs(playwright, sites, samples, rounds, _say)
    return samples, profiles


def browser_version(playwright: Playwright) -> str:
    """Return the browser's name and version."""
    with browser(playwright) as context:
        return f"Chromium {context.browser.version}" if context.browser else "Chromium"


def _arguments() -> argparse.Namespace:
    pages = "\n".join(f"  {name:16}{meaning}" for name, meaning in MEANINGS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        epilog=f"pages:\n{pages}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds (default: %(default)s)")
    parser.add_argument(
        "--only",
        action="append",
        choices=NAMES,
        metavar="PAGE",
        help="measure only this page; repeat it for more of them",
    )
    parser.add_argument(
        "--write", action="store_true", help="write docs/performance.md and its chart"
    )
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
