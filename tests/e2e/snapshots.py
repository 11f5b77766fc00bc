"""Takes screenshots of pages and states: `uv run --group dev -m tests.e2e.snapshots [NAME ...]`.

They go to `test-results/`, in three widths, light and dark. Names such as `landing` or `login`
select some of them.
"""

import sys
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from server.runtimes import ROOT
from tests.e2e.looks import journey
from tests.e2e.site import served
from tests.e2e.site_options import SiteOptions
from tests.e2e.visitor import Visitor
from tests.e2e.watch import Watch
from tests.support.browser_setup import installed_browser, launch_flags

FOLDER = ROOT / "test-results" / "snapshots"
WIDTHS = {320: 640, 768: 1024, 1280: 800}
"""Widths in pixels, and the heights that go with them."""

SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def take(page: Page, name: str) -> None:
    """Write screenshots of the page in every width and colour scheme."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)


def main(wanted: list[str]) -> None:
    """Visit every page and state, and take screenshots of the wanted ones."""
    with served(SiteOptions("launcher")) as site, sync_playwright() as playwright:
        path = installed_browser()
        browser = playwright.chromium.launch(executable_path=path, args=launch_flags())
        context = browser.new_context()
        visitor = Visitor(context.new_page(), site, Watch(context, site))
        for name in journey(visitor):
            if name in (wanted or [name]):
                take(visitor.page, name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
