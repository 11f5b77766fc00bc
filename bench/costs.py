"""Measure the package once an interpreter runs: the launcher's decision, calls, callbacks."""

from collections.abc import Sequence

from playwright.sync_api import Playwright

from bench import samples as quantity
from bench.pages.sites import LAUNCHER, BenchSite
from bench.rounds import Say, tab_in
from bench.samples import Samples
from bench.visits import Tab, browser


def measure_costs(
    playwright: Playwright, sites: Sequence[BenchSite], samples: Samples, rounds: int, say: Say
) -> None:
    """Open each page several times, and add what it reports to the samples."""
    for site in sites:
        say(f"costs: {site.name}")
        with browser(playwright) as context, tab_in(context, site) as tab:
            (_measure_launcher if site.name == LAUNCHER else _measure_app)(tab, samples, rounds)


def _measure_launcher(tab: Tab, samples: Samples, rounds: int) -> None:
    tab.opens()
    for _ in range(rounds):
        moments = tab.opens()
        samples.add(
            quantity.LAUNCHER_DECIDES,
            LAUNCHER,
            moments["launcher decides"] - moments["launcher starts"],
        )


def _measure_app(tab: Tab, samples: Samples, rounds: int) -> None:
    tab.reaches_login()
    tab.signs_in()
    for _ in range(rounds):
        moments = tab.opens()
        for name in (quantity.PKCE, quantity.FETCH):
            samples.add(name, tab.site.name, moments[name])
