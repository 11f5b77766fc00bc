"""Measure what packages cost: `uv run --group dev -m bench.packages`.

The same program, with and without packages, is opened on this project's page and on PyScript as it
comes, which installs them with micropip from an index beside it. Nobody is signed in. One run opens
all pages in turn, because only figures of one run can be compared.
"""

import argparse
import sys
from contextlib import ExitStack

from playwright.sync_api import Playwright, sync_playwright

from bench.figures import TIMES, Row, as_text, number
from bench.pages.with_packages import ANSWER, CONFIGURATION, PAGES, serving
from bench.rounds import MS_TO_STORE_CODE, VISITS_TO_WARM_UP, tab_in
from bench.samples import ANSWER_COLD, ANSWER_WARM, Samples
from bench.visits import browser
from server.building.prepare import prepare_to_publish
from server.configuration import read_configuration
from server.runtimes import ROOT
from tests.support.browser_setup import ensure_browser

ROUNDS = 5
COLUMNS = {"cold": ANSWER_COLD, "warm": ANSWER_WARM}
TARGET = 1 / 3
"""Of the time that PyScript needs with micropip."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.packages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds (default: %(default)s)")
    rounds = parser.parse_args().rounds
    prepare_to_publish(ROOT, read_configuration(CONFIGURATION))  # as it would be published
    ensure_browser(_say)
    samples = Samples()
    with sync_playwright() as playwright:
        measure(playwright, samples, rounds)
    sys.stdout.write(f"{as_text(table(samples))}\n\n{as_text(ratios(samples))}\n")


def measure(playwright: Playwright, samples: Samples, rounds: int) -> None:
    """Open all pages in turn, with new browsers and with ones that know them."""
    with ExitStack() as stack:
        sites = [stack.enter_context(serving(page)) for page in PAGES]
        known = [stack.enter_context(browser(playwright)) for _ in sites]
        for site, context in zip(sites, known, strict=True):
            _say(f"{site.name}: visits to warm up")
            with tab_in(context, site) as tab:
                for _ in range(VISITS_TO_WARM_UP):
                    tab.opens()
                    tab.rests(MS_TO_STORE_CODE)
        for turn in range(1, rounds + 1):
            for site, context in zip(sites, known, strict=True):
                _say(f"round {turn} of {rounds}: {site.name}")
                with tab_in(context, site) as tab:
                    samples.add(ANSWER_WARM, site.name, tab.opens()[ANSWER])
                with browser(playwright) as new, tab_in(new, site) as tab:
                    samples.add(ANSWER_COLD, site.name, tab.opens()[ANSWER])


def table(samples: Samples) -> list[Row]:
    """Return the medians in milliseconds, from the page's request to its answer."""
    rows: list[Row] = [["ms until the answer", *COLUMNS]]
    for page in PAGES:
        found = [samples.summary(quantity, page.name) for quantity in COLUMNS.values()]
        rows.append([page.name, *(number(one.median) if one else "" for one in found)])
    return rows


def ratios(samples: Samples) -> list[Row]:
    """Return what packages add, and how the two pages with packages compare."""
    bare, ours, stock_bare, stock = (page.name for page in PAGES)
    pairs = [(ours, bare), (stock, stock_bare), (ours, stock)]
    rows: list[Row] = [["ratio", *COLUMNS]]
    for page, other in pairs:
        found = [samples.ratio(quantity, page, other) for quantity in COLUMNS.values()]
        rows.append([f"{page} / {other}", *(f"{one:.2f}{TIMES}" for one in found if one)])
    verdicts = [samples.ratio(quantity, ours, stock) for quantity in COLUMNS.values()]
    met = ["met" if one and one <= TARGET else "missed" for one in verdicts]
    return [*rows, [f"target: at most {TARGET:.2f}{TIMES} {stock}", *met]]


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
