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
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bench.figures import Row, as_text, number
from bench.pages.folders import make_ours
from bench.pages.sites import LAUNCHER, MOMENTS_WITH_PROGRAM, MPY, BenchSite, serving_ours
from bench.rounds import KILOBYTE, MS_TO_STORE_CODE, VISITS_TO_WARM_UP, tab_in
from bench.visits import browser
from server.building.prepare import prepare_to_publish
from server.configuration import read_configuration
from server.page import Entry
from server.runtimes import ROOT
from tests.support.browser_setup import ensure_browser

ROUNDS = 7
REDIRECT, NAME, API, RELOAD = (
    "page requested to /login requested",
    "callback to the name",
    "callback to the API's response",
    "reload to the API's response",
)
FETCH = "client.fetch, median of 20"
BYTES = "kB received before /login, cold"
QUANTITIES = (BYTES, REDIRECT, NAME, API, RELOAD, FETCH)
Samples = defaultdict[tuple[str, str], list[float]]
"""Milliseconds by quantity and page."""

MEASURE_FETCH = """
from pyscript.ffi import create_proxy

async def measure_fetch():
    times = []
    for _ in range(20):
        started = js.performance.now()
        await page.client.fetch("/api/user")
        times.append(js.performance.now() - started)
    return sorted(times)[10]

js.measureFetch = create_proxy(measure_fetch)
"""

SETTING = '[auth]\ntoken_storage = "worker"\n'


class Counted:
    """Counts the bytes of responses, also of those to workers, which a tab's own record lacks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def counted(message: Message) -> None:
            self.bytes += len(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, counted)


Sites = list[tuple[BenchSite, Counted]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.vault", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds (default: %(default)s)")
    rounds = parser.parse_args().rounds
    prepare_to_publish(ROOT, read_configuration(ROOT / "pyscript.toml"))
    ensure_browser(_say)
    samples: Samples = defaultdict(list)
    with sync_playwright() as playwright, serving() as sites:
        measure_bytes(playwright, sites, samples)
        measure(playwright, sites, samples, rounds)
        sys.stdout.write(f"{as_text(table(sites, samples))}\n")


@contextmanager
def serving() -> Iterator[Sites]:
    """Serve the page with and without a vault, with the app on both interpreters."""
    with ExitStack() as stack, TemporaryDirectory() as place:
        folders = {"": Path(place, "tab"), ", vault": Path(place, "worker")}
        for suffix, folder in folders.items():
            folder.mkdir()
            make_ours(folder)
            with (folder / "main.py").open("a") as program:
                program.write(MEASURE_FETCH)
            if suffix:
                settings = folder / "pyscript.toml"
                settings.write_text(settings.read_text().replace("[auth]\n", SETTING))
        yield [
            _served(stack, folder, entry, entry + suffix)
            for entry in (LAUNCHER, MPY)
            for suffix, folder in folders.items()
        ]


def _served(stack: ExitStack, folder: Path, entry: Entry, name: str) -> tuple[BenchSite, Counted]:
    counted: list[Counted] = []

    def around(app: ASGIApp) -> ASGIApp:
        counted.append(Counted(app))
        return counted[0]

    site = serving_ours(folder, entry, MOMENTS_WITH_PROGRAM, around=around)
    return replace(stack.enter_context(site), name=name), counted[0]


def measure_bytes(playwright: Playwright, sites: Sites, samples: Samples) -> None:
    """Open each page in a new browser, until it leaves for Cognito."""
    for site, counted in sites:
        with browser(playwright) as context, tab_in(context, site) as tab:
            before = counted.bytes
            tab.reaches_login()
            samples[BYTES, site.name].append((counted.bytes - before) / KILOBYTE)


def measure(playwright: Playwright, sites: Sites, samples: Samples, rounds: int) -> None:
    """Sign in on all pages in turn, in browsers that have been there before."""
    with ExitStack() as stack:
        known = [stack.enter_context(browser(playwright)) for _ in sites]
        for turn in range(1 - VISITS_TO_WARM_UP, rounds + 1):
            for (site, _), context in zip(sites, known, strict=True):
                _say(f"round {turn} of {rounds}: {site.name}")
                with tab_in(context, site) as tab:
                    redirect = tab.reaches_login()
                    moments = tab.signs_in()
                    tab.rests(MS_TO_STORE_CODE if turn < 1 else 0)
                    started = time.perf_counter()
                    tab.opens()
                    reload = 1000 * (time.perf_counter() - started)
                    fetch = tab.runs("measureFetch()")
                if turn > 0:
                    values = (redirect, moments["identity"], moments["api"], reload, fetch)
                    for quantity, value in zip(QUANTITIES[1:], values, strict=True):
                        samples[quantity, site.name].append(value)


def table(sites: Sites, samples: Samples) -> list[Row]:
    """Return the medians, in milliseconds where nothing else is said."""
    rows: list[Row] = [["ms", *(site.name for site, _ in sites)]]
    for quantity in QUANTITIES:
        found = [samples[quantity, site.name] for site, _ in sites]
        rows.append([quantity, *(number(median(one)) if one else "" for one in found)])
    return rows


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
