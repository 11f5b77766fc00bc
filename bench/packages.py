"""Measure what packages cost: `uv run --group dev -m bench.packages`.

The same program, with and without packages, is opened on this project's page and on PyScript as it
comes, which installs them with micropip from an index beside it. Nobody is signed in. One run opens
all pages in turn, because only figures of one run can be compared. The second table has the parts:
until `main.py` begins, each import, and the rest; and the processor time of the browser, which
depends less on what else the machine does.
"""

import argparse
import sys
from collections import defaultdict
from contextlib import ExitStack
from itertools import pairwise
from statistics import median

from playwright.sync_api import Playwright, sync_playwright

from bench.figures import TIMES, Row, as_text, number
from bench.pages.with_packages import ANSWER, BEGINS, CONFIGURATION, IMPORTED, PAGES, serving
from bench.rounds import MS_TO_STORE_CODE, VISITS_TO_WARM_UP, tab_in
from bench.samples import ANSWER_COLD, ANSWER_WARM, Samples
from bench.visits import Tab, browser
from server.building.prepare import prepare_to_publish
from server.configuration import read_configuration
from server.runtimes import ROOT
from tests.support.browser_setup import ensure_browser

ROUNDS = 5
COLUMNS = {"cold": ANSWER_COLD, "warm": ANSWER_WARM}
TARGET = 1 / 3
"""Of the time that PyScript needs with micropip."""

PROCESSOR = "processor"
PARTS = {
    BEGINS: f"until {BEGINS}",
    **{name: f"import {name}" for name in IMPORTED},
    ANSWER: "from there to the answer",
    PROCESSOR: "processor time, all processes",
}
Parts = defaultdict[tuple[str, str, str], list[float]]
"""Milliseconds by quantity, page and part."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.packages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds (default: %(default)s)")
    rounds = parser.parse_args().rounds
    prepare_to_publish(ROOT, read_configuration(CONFIGURATION))  # as it would be published
    ensure_browser(_say)
    samples, parts = Samples(), Parts(list)
    with sync_playwright() as playwright:
        measure(playwright, samples, parts, rounds)
    tables = (table(samples), parts_table(parts), ratios(samples))
    sys.stdout.write("\n\n".join(map(as_text, tables)) + "\n")


def measure(playwright: Playwright, samples: Samples, parts: Parts, rounds: int) -> None:
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
                    _visit(tab, ANSWER_WARM, samples, parts)
                with browser(playwright) as new, tab_in(new, site) as tab:
                    _visit(tab, ANSWER_COLD, samples, parts)


def _visit(tab: Tab, quantity: str, samples: Samples, parts: Parts) -> None:
    page, before = tab.site.name, tab.processor_seconds()
    moments = sorted(tab.opens().items(), key=lambda moment: moment[1])
    samples.add(quantity, page, dict(moments)[ANSWER])
    for (_, start), (part, end) in pairwise([("", 0), *moments]):
        parts[quantity, page, part].append(end - start)
    parts[quantity, page, PROCESSOR].append(1000 * (tab.processor_seconds() - before))


def table(samples: Samples) -> list[Row]:
    """Return the medians in milliseconds, from the page's request to its answer."""
    rows: list[Row] = [["ms until the answer", *COLUMNS]]
    for page in PAGES:
        found = [samples.summary(quantity, page.name) for quantity in COLUMNS.values()]
        rows.append([page.name, *(number(one.median) if one else "" for one in found)])
    return rows


def parts_table(parts: Parts) -> list[Row]:
    """Return the medians of the parts in milliseconds, warm and cold."""
    rows: list[Row] = [["ms", *(f"{page.name}, {kind}" for page in PAGES for kind in COLUMNS)]]
    for part, meaning in PARTS.items():
        found = [parts.get((kind, page.name, part)) for page in PAGES for kind in COLUMNS.values()]
        rows.append([meaning, *(number(median(one)) if one else "" for one in found)])
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
