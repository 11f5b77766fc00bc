"""Takes screenshots of pages and states: `uv run --group dev -m tests.e2e.snapshots [NAME ...]`.

They go to `test-results/`, in three widths, light and dark. Names such as `landing` or `login`
select some of them.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from server.runtimes import ROOT
from tests.e2e.account import account_journey
from tests.e2e.looks import inspector_journey, journey
from tests.e2e.person import Person
from tests.e2e.site import served
from tests.e2e.site_options import SiteOptions
from tests.e2e.watch import Watch
from tests.support.browser_setup import installed_browser, launch_flags

FOLDER = ROOT / "test-results" / "snapshots"
WIDTHS = {320: 640, 768: 1024, 1280: 800}
"""Widths in pixels, and the heights that go with them."""

Places = Callable[[Person], Iterator[str]]
TIMEOUT_MS = 60_000
MS_TO_DRAW = 200
"""The inspector draws its diagram again some time after the window has another width."""

SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def take(page: Page, name: str) -> None:
    """Write screenshots of the page in every width and colour scheme."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(MS_TO_DRAW)
            page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)


def main(wanted: list[str]) -> None:
    """Visit every page and state, and take screenshots of the wanted ones."""
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        path = installed_browser()
        browser = playwright.chromium.launch(executable_path=path, args=launch_flags())
        for places in (journey, account_journey, inspector_journey):
            if not wanted or places in map(_journey_to, wanted):
                options = SiteOptions("launcher", is_inspected=places is inspector_journey)
                take_all(browser, options, places, wanted)
        browser.close()


def _journey_to(name: str) -> Places:
    """Return the journey with a place of this name."""
    kind = name.partition("-")[0]
    of_account = kind == "account" and name not in ("account", "account-with-answers")
    return {"inspector": inspector_journey}.get(kind, account_journey if of_account else journey)


def take_all(browser: Browser, options: SiteOptions, places: Places, wanted: list[str]) -> None:
    """Go to the places of one site, and take pictures of the wanted ones."""
    with served(options) as site, browser.new_context() as context:
        person = Person(context.new_page(), site, Watch(context, site))
        for name in places(person):
            if name in (wanted or [name]):
                take(person.page, name)


if __name__ == "__main__":
    main(sys.argv[1:])
