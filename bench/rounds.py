"""Visit the pages in turn, round after round, so that noise affects all of them.

Warm visits go to a browser that has been at the page some times before, so that it has kept the
compiled code; cold ones to a new profile that has only been at another origin.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Playwright

from bench import samples as quantity
from bench.pages.sites import (
    BARE,
    INTERPRETER,
    LAUNCHER,
    LONGEST_TASK,
    MAIN,
    OIDC,
    STOCK,
    BenchSite,
)
from bench.profile import Profile, profile_visit
from bench.samples import Samples
from bench.visits import Storage, Tab, browser

VISITS_TO_WARM_UP = 3
MS_TO_SETTLE = 400  # a new tab starts processes
# V8 stores what it has compiled of WebAssembly two seconds after it compiled the last of it.
MS_TO_STORE_CODE = 3000
KILOBYTE = 1000
SLOW_PAGES = (LAUNCHER, OIDC, STOCK)
"""The pages that are also visited with a slow network and a slow processor."""

PROFILED = (LAUNCHER, INTERPRETER, OIDC, BARE)
"""The pages whose processor time before `/login` is measured by kind of work."""

Say = Callable[[str], None]
Profiles = defaultdict[str, list[Profile]]


class Clock:
    """Decides whether there is time for another round; the first is always made.

    Args:
        say: Called with a line when a round begins.
        rounds: How many rounds, or None for as many as fit into the time.
        seconds: The time for all of them, if `rounds` is None.
        now: A clock in seconds.
    """

    def __init__(
        self,
        say: Say,
        *,
        rounds: int | None,
        seconds: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.say = say
        self.begun = 0
        self._rounds = rounds
        self._now = now
        self._start = now()
        self._seconds = seconds
        self._last = self._start
        self._longest = 0.0

    def has_time(self) -> bool:
        """Check whether another round may begin, as long as the longest of those before."""
        now = self._now()
        if self.begun:
            self._longest = max(self._longest, now - self._last)
        self._last = now
        if self._rounds is None:
            is_time = not self.begun or now + self._longest <= self._start + self._seconds
        else:
            is_time = self.begun < self._rounds
        if is_time:
            self.begun += 1
            self.say(f"round {self.begun}")
        return is_time


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
    playwright: Playwright,
    sites: Sequence[BenchSite],
    samples: Samples,
    profiles: Profiles,
    clock: Clock,
) -> None:
    """Visit all pages in rounds, and add what is measured to the samples.

    Args:
        playwright: Starts the browsers.
        sites: The pages.
        samples: Where the values go.
        profiles: Where the profiles of `PROFILED` go.
        clock: Decides whether there is time for another round.
    """
    with ExitStack() as stack:
        contexts = [stack.enter_context(browser(playwright)) for _ in sites]
        browsers = warm_up(list(zip(sites, contexts, strict=True)), clock.say)
        while clock.has_time():
            for known in browsers:
                if known.site.is_far:
                    measure_far(playwright, known, samples)
                else:
                    measure_near(playwright, known, samples, profiles)


def measure_near(
    playwright: Playwright, known: ReturningBrowser, samples: Samples, profiles: Profiles
) -> None:
    """Make all visits to a page whose Cognito is on this machine."""
    measure_warm(known, samples)
    measure_cold(playwright, known, samples)
    if known.site.name in SLOW_PAGES:
        measure_slow(playwright, known, samples)
    if known.site.name in PROFILED:
        with tab_in(known.context, known.site) as tab:
            profiles[known.site.name].append(profile_visit(tab))


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
        before = tab.processor_seconds()
        samples.add(quantity.LOGIN_WARM, name, tab.reaches_login())
        moments = tab.signs_in()
        samples.add(quantity.PROCESSOR, name, 1000 * (tab.processor_seconds() - before))
        samples.add(quantity.IDENTITY, name, moments["identity"])
        samples.add(quantity.API, name, moments["api"])
        samples.add(quantity.LONGEST_TASK, name, moments[LONGEST_TASK])
        if known.site.has_program:
            samples.add(quantity.MAIN_WARM, name, tab.opens()[MAIN])
        known.storage = tab.storage()


def measure_cold(playwright: Playwright, known: ReturningBrowser, samples: Samples) -> None:
    """Visit with a new browser: once signed out, and once with a session."""
    site = known.site
    with browser(playwright) as context, tab_in(context, site) as tab:
        samples.add(quantity.LOGIN_COLD, site.name, tab.reaches_login())
        samples.add(quantity.BYTES, site.name, tab.bytes_before_login() / KILOBYTE)
        moments = tab.signs_in()
        samples.add(quantity.IDENTITY_COLD, site.name, moments["identity"])
        samples.add(quantity.API_COLD, site.name, moments["api"])
    if not site.has_program:
        return
    with browser(playwright) as context, tab_in(context, site, known.storage) as tab:
        samples.add(quantity.MAIN_COLD, site.name, tab.opens()[MAIN])
        if loaded := tab.bytes_of("/pyodide/") + tab.bytes_of("/built/stdlib.zip"):
            samples.add(quantity.PYODIDE_BYTES, site.name, loaded / KILOBYTE)


def measure_far(playwright: Playwright, known: ReturningBrowser, samples: Samples) -> None:
    """Sign in at a Cognito far away, with a browser that knows the page and with a new one."""
    with tab_in(known.context, known.site) as tab:
        _measure_return(tab, samples, quantity.FAR_IDENTITY, quantity.FAR_API)
    with browser(playwright) as context, tab_in(context, known.site) as tab:
        _measure_return(tab, samples, quantity.FAR_IDENTITY_COLD, quantity.FAR_API_COLD)


def _measure_return(tab: Tab, samples: Samples, identity: str, api: str) -> None:
    tab.reaches_login()
    moments = tab.signs_in()
    samples.add(identity, tab.site.name, moments["identity"])
    samples.add(api, tab.site.name, moments["api"])


def measure_slow(playwright: Playwright, known: ReturningBrowser, samples: Samples) -> None:
    """Visit with a new browser and a slow network, and then with a slow processor."""
    site = known.site
    with browser(playwright) as context, tab_in(context, site) as tab:
        tab.use_line(megabits=10, latency=60)
        samples.add(quantity.SLOW_LINE, site.name, tab.reaches_login())
    with tab_in(known.context, site) as tab:
        tab.slow_down(4)
        samples.add(quantity.SLOW_CPU, site.name, tab.reaches_login())
