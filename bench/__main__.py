"""Measure how fast the page starts, compared with other pages: `uv run --group dev -m bench`.

One run visits all pages in turn, because only figures of one run can be compared. Each figure is
printed when it has been measured, and Ctrl-C prints the tables of what there is.
"""

import argparse
import sys
from collections.abc import Sequence

from playwright.sync_api import Error, Playwright, sync_playwright

from bench.costs import measure_costs
from bench.document import write_documents
from bench.figures import as_text, by_kind, judged, summary, table
from bench.pages.sites import FAR_PAGES, LAUNCHER, MEANINGS, NAMES, serving_costs, serving_pages
from bench.profile import Profile, medians
from bench.rounds import Clock, Profiles, measure
from bench.samples import Samples
from bench.visits import browser
from server.building.prepare import prepare_to_publish
from server.runtimes import ROOT
from tests.support.browser_setup import ensure_browser

MINUTES = 5.0
COSTS_ROUNDS = 4
INTERRUPTED = 130


def main() -> None:
    """Measure and print; with `--write` also write the documents."""
    given = _arguments()
    names = [name for name in NAMES if name in (given.only or NAMES)]
    prepare_to_publish(ROOT)  # as it would be published
    ensure_browser(_say)
    clock = Clock(_say, rounds=given.rounds, seconds=60 * given.minutes)
    samples, collected = Samples(_say), Profiles(list)
    try:
        with sync_playwright() as playwright:
            version = browser_version(playwright)
            measure_all(playwright, names, samples, collected, clock)
    except (KeyboardInterrupt, Error) as reason:
        # Ctrl-C ends the browsers too, so a visit may fail before the exception arrives here.
        _say(f"interrupted: {type(reason).__name__}; this is what was measured")
        _print(samples, collected, names)
        raise SystemExit(INTERRUPTED) from None
    _print(samples, collected, names)
    if given.write:
        profiles = _medians(collected)
        write_documents(
            samples, profiles, names, ROOT / "docs", rounds=clock.begun, browser=version
        )


def measure_all(
    playwright: Playwright,
    names: Sequence[str],
    samples: Samples,
    profiles: Profiles,
    clock: Clock,
) -> None:
    """Measure these pages and, if the launcher is among them, the package itself."""
    far_names = [name for name in names if name in FAR_PAGES]
    if LAUNCHER in names:
        with serving_costs() as sites:
            measure_costs(playwright, sites, samples, COSTS_ROUNDS, _say)
    with serving_pages(names) as near, serving_pages(far_names, is_far=True) as far:
        measure(playwright, [*near, *far], samples, profiles, clock)


def _medians(collected: Profiles) -> dict[str, Profile]:
    return {name: medians(profiles) for name, profiles in collected.items()}


def _print(samples: Samples, collected: Profiles, names: Sequence[str]) -> None:
    tables = [summary(samples), table(samples, names), judged(samples)]
    if collected:
        tables.append(by_kind(_medians(collected)))
    for rows in tables:
        sys.stdout.write(f"{as_text(rows)}\n\n")


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
    parser.add_argument(
        "--minutes",
        type=float,
        default=MINUTES,
        help="make as many rounds as fit into this time, at least one (default: %(default)s)",
    )
    parser.add_argument("--rounds", type=int, help="make this many rounds instead")
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
