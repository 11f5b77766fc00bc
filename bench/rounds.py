"""Visit the pages in turn, round after round, so that noise affects all of them.

Warm visits go to a browser that has been at the page some times before, so that it has kept the
compiled code; cold ones to a new profile that has only been at another origin.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Playwright

from bench import samples as quantity
from bench.pages.sites import LAUNCHER, MAIN, OIDC, STOCK, BenchSite
from bench.samples import Samples
from bench.visits import Storage, Tab, browser

VISITS_TO_WARM_UP = 3
# With each new tab this Chromium starts a page of its own, for the address bar, which keeps a core
# busy for more than a second.
MS_TO_SETTLE = 2000
# V8 stores what it has compiled of WebAssembly two seconds after it compiled the last of it.
MS_TO_STORE_CODE = 3000
SLOW_ROUNDS = 2
KILOBYTE = 1000
SLOW_PAGES = (LAUNCHER, OIDC, STOCK)
"""The pages that are also visited with a slow network and a slow processor."""

Say = Callable[[str], None]


@dataclass(slots=True)
class ReturningBrowser:
    """A browser that has visited `site` before, with its session."""

    site: BenchSite
    context: BrowserContext
    storage: Storage


@contextmanager
def tab_in(
    context: BrowserContext, site: BenchSite, storage: Storage | None = None
) -> Iterator[Tab]:
    """Open a tab while the `with` block runs, without a session at the provider."""
    context.clear_cookies()
    tab = Tab(context, site, storage)
    tab.wake_up()
    tab.rests(MS_TO_SETTLE)
    try:
        yield tab
    finally:
        tab.close()


def measure(
    playwright: Playwright, sites: Sequence[BenchSite], samples: Samples, rounds: int, say: Say
) -> None:
    """Visit all pages, and add what is measured to the samples."""
    with ExitStack() as stack:
        contexts = [stack.enter_context(browser(playwright)) for _ in sites]
        browsers = warm_up(list(zip(sites, contexts, strict=True)), say)
        for number in range(1, rounds + 1):
            for known in browsers:
                say(f"round {number} of {rounds}: {known.site.name}")
                measure_warm(known, samples)
                measure_cold(playwright, known, samples)
        for number in range(1, min(rounds, SLOW_ROUNDS) + 1):
            for known in browsers:
                if known.site.name in SLOW_PAGES:
                    say(f"slow round {number}: {known.site.name}")
                    measure_slow(playwright, known, samples)


def warm_up(pairs: Sequence[tuple[BenchSite, BrowserContext]], say: Say) -> list[ReturningBrowser]:
    """Sign in at each page several times, until the browser has stored compiled code."""
    for number in range(1, VISITS_TO_WARM_UP + 1):
        say(f"visit {number} of {VISITS_TO_WARM_UP} to warm up")
        with ExitStack() as tabs:
            opened = [tabs.enter_context(tab_in(context, site)) for site, context in pairs]
            storages = [_sign_in(tab) for tab in opened]
            opened[-1].rests(MS_TO_STORE_CODE)
    return [
        ReturningBrowser(site, context, kept)
        for (site, context), kept in zip(pairs, storages, strict=True)
    ]


def _sign_in(tab: Tab) -> Storage:
    tab.reaches_login()
    tab.signs_in()
    tab.opens()
    return tab.storage()


def measure_warm(known: ReturningBrowser, samples: Samples) -> None:
    """Sign in with a browser that knows the page, and open the page again."""
    name = known.site.name
    with tab_in(known.context, known.site) as tab:
        samples.add(quantity.LOGIN_WARM, name, tab.reaches_login())
        moments = tab.signs_in()
        samples.add(quantity.IDENTITY, name, moments["identity"])
        samples.add(quantity.API, name, moments["api"])
        if known.site.has_program:
            samples.add(quantity.MAIN_WARM, name, tab.opens()[MAIN])
        known.storage = tab.storage()


def measure_cold(playwright: Playwright, known: ReturningBrowser, samples: Samples) -> None:
    """Visit with a new browser: once signed out, and once with a session."""
    site = known.site
    with browser(playwright) as context, tab_in(context, site) as tab:
        samples.add(quantity.LOGIN_COLD, site.name, tab.reaches_login())
        samples.add(quantity.BYTES, site.name, tab.bytes_before_login() / KILOBYTE)
    if not site.has_program:
        return
    with browser(playwright) as context, tab_in(context, site, known.storage) as tab:
        samples.add(quantity.MAIN_COLD, site.name, tab.opens()[MAIN])
        if loaded := tab.bytes_of("/pyodide/") + tab.bytes_of("/built/stdlib.zip"):
            samples.add(quantity.PYODIDE_BYTES, site.name, loaded / KILOBYTE)


def measure_slow(playwright: Playwright, known: ReturningBrowser, samples: Samples) -> None:
    """Visit with a new browser and a slow network, and then with a slow processor."""
    site = known.site
    with browser(playwright) as context, tab_in(context, site) as tab:
        tab.use_line(megabits=10, latency=60)
        samples.add(quantity.SLOW_LINE, site.name, tab.reaches_login())
    with tab_in(known.context, site) as tab:
        tab.slow_down(4)
        samples.add(quantity.SLOW_CPU, site.name, tab.reaches_login())
