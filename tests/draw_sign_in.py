"""Draws `docs/sign-in.svg` from a real sign-in: `uv run --group dev -m tests.draw_sign_in`."""

import sys

from playwright.sync_api import Page, sync_playwright

from inspector.draw import svg_of
from inspector.recorder.tape import PREFIX
from inspector.recording import Event, parse_event
from server.building.prepare import prepare
from server.origins import Origins, replace_origins
from server.runtimes import ROOT
from tests.e2e.person import PASSWORD, USERNAME
from tests.e2e.site import served
from tests.e2e.site_options import SiteOptions
from tests.support.browser_setup import ensure_browser, installed_browser, launch_flags

DRAWING = ROOT / "docs" / "sign-in.svg"
BESIDE_THE_POINT = ("said", "heard")
"""Messages between tabs: in this story there is one."""


def main() -> None:
    """Sign in, call the API, and draw what the recorder has stored."""
    prepare(ROOT)
    ensure_browser(lambda line: print(line, file=sys.stderr))
    options = SiteOptions("launcher", is_inspected=True)
    with served(options) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed_browser(), args=launch_flags()
        )
        page = browser.new_page()
        _signs_in(page, site.url("/"))
        kept: dict[str, str] = page.evaluate("Object.fromEntries(Object.entries(sessionStorage))")
        browser.close()
    numbers = sorted(int(key.removeprefix(PREFIX)) for key in kept if key.startswith(PREFIX))
    usual = Origins.from_port(8000)
    lines = [replace_origins(kept[f"{PREFIX}{number}"], site.origins, usual) for number in numbers]
    events = [event for line in lines if (event := parse_event(line))]
    DRAWING.write_text(svg_of(_story(events)), "utf-8")


def _signs_in(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("[data-session=signed_out]")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").fill(USERNAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("[data-session=signed_in]")
    page.get_by_role("button", name="Call the API").click()
    page.wait_for_selector("#api-result:not(:empty)")


def _story(events: list[Event]) -> list[Event]:
    return [event for event in events if event.kind not in BESIDE_THE_POINT]


if __name__ == "__main__":
    main()
