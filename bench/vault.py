"""Measure what `token_storage = "worker"` costs: `uv run --group dev -m bench.vault`.

The same page, with the tokens in a worker and in the tab, is opened in turn in browsers that know
it. The page begins a sign-in when it is loaded, so its first visit is the way to Cognito.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Playwright, sync_playwright

from bench.figures import Row, as_text, number
from bench.pages.folders import make_ours
from bench.pages.sites import LAUNCHER, MOMENTS_WITH_PROGRAM, MPY, BenchSite, serving_ours
from bench.rounds import MS_TO_STORE_CODE, VISITS_TO_WARM_UP, tab_in
from bench.visits import browser
from server.building.prepare import prepare_to_publish
from server.configuration import read_configuration
from server.runtimes import ROOT
from tests.support.browser_setup import ensure_browser

ROUNDS = 7
REDIRECT, NAME, API, RELOAD = (
    "page requested to /login requested",
    "callback to the name",
    "callback to the API's response",
    "reload to the API's response",
)
QUANTITIES = (REDIRECT, NAME, API, RELOAD)
Samples = defaultdict[tuple[str, str], list[float]]
"""Milliseconds by quantity and page."""

SETTING = '[auth]\ntoken_storage = "worker"\n'


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.vault", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds (default: %(default)s)")
    rounds = parser.parse_args().rounds
    prepare_to_publish(ROOT, read_configuration(ROOT / "pyscript.toml"))
    ensure_browser(_say)
    samples: Samples = defaultdict(list)
    with sync_playwright() as playwright, serving() as sites:
        measure(playwright, sites, samples, rounds)
        sys.stdout.write(f"{as_text(table(sites, samples))}\n")


@contextmanager
def serving() -> Iterator[list[BenchSite]]:
    """Serve the page with and without a vault, with the app on both interpreters."""
    with ExitStack() as stack, TemporaryDirectory() as place:
        folders = {"": Path(place, "tab"), ", vault": Path(place, "worker")}
        for suffix, folder in folders.items():
            folder.mkdir()
            make_ours(folder)
            if suffix:
                settings = folder / "pyscript.toml"
                settings.write_text(settings.read_text().replace("[auth]\n", SETTING))
        yield [
            replace(
                stack.enter_context(serving_ours(folder, entry, MOMENTS_WITH_PROGRAM)),
                name=entry + suffix,
            )
            for entry in (LAUNCHER, MPY)
            for suffix, folder in folders.items()
        ]


def measure(playwright: Playwright, sites: list[BenchSite], samples: Samples, rounds: int) -> None:
    """Sign in on all pages in turn, in browsers that have been there before."""
    with ExitStack() as stack:
        known = [stack.enter_context(browser(playwright)) for _ in sites]
        for turn in range(1 - VISITS_TO_WARM_UP, rounds + 1):
            for site, context in zip(sites, known, strict=True):
                _say(f"round {turn} of {rounds}: {site.name}")
                with tab_in(context, site) as tab:
                    redirect = tab.reaches_login()
                    moments = tab.signs_in()
                    tab.rests(MS_TO_STORE_CODE if turn < 1 else 0)
                    started = time.perf_counter()
                    tab.opens()
                    reload = 1000 * (time.perf_counter() - started)
                if turn > 0:
                    values = (redirect, moments["identity"], moments["api"], reload)
                    for quantity, value in zip(QUANTITIES, values, strict=True):
                        samples[quantity, site.name].append(value)


def table(sites: list[BenchSite], samples: Samples) -> list[Row]:
    """Return the medians in milliseconds."""
    rows: list[Row] = [["ms", *(site.name for site in sites)]]
    for quantity in QUANTITIES:
        found = [samples[quantity, site.name] for site in sites]
        rows.append([quantity, *(number(median(one)) if one else "" for one in found)])
    return rows


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
