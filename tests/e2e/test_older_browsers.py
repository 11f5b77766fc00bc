"""Browsers that lack something: it is added, or the page says so before a sign-in."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

SMALL = {
    "Promise.withResolvers": "delete Promise.withResolvers;",
    "AbortSignal.any": "delete AbortSignal.any;",
    "AbortSignal.timeout": "delete AbortSignal.timeout;",
    "Object.hasOwn": "delete Object.hasOwn;",
    "locks": "delete Navigator.prototype.locks;",
    "requestIdleCallback": "delete globalThis.requestIdleCallback;",
    "all of 2023": "delete Promise.withResolvers; delete AbortSignal.any;",
}
NEEDED = {
    "BroadcastChannel": "delete globalThis.BroadcastChannel;",
    "structuredClone": "delete globalThis.structuredClone;",
    "crypto.subtle": "Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });",
    "indexedDB": """Object.defineProperty(window, "indexedDB", {
      get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
    });""",
}
HERE = "if (location.port === '{port}') {{ {script} }}"


def _without(visitor: Visitor, script: str) -> None:
    port = visitor.site.origins.page.rpartition(":")[2]
    visitor.page.add_init_script(HERE.format(port=port, script=script))


@only("launcher")
@pytest.mark.parametrize("missing", SMALL)
def test_the_page_works_without(visitor: Visitor, missing: str) -> None:
    """From the landing to the API, on both interpreters."""
    _without(visitor, SMALL[missing])
    visitor.signs_in()
    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text('"username": "ada"')


@only("launcher")
@pytest.mark.parametrize("missing", NEEDED)
def test_nobody_is_sent_to_a_page_that_they_cannot_come_back_from(
    visitor: Visitor, site: Site, missing: str
) -> None:
    """The page says what is missing before a sign-in, and the landing page stays."""
    _without(visitor, NEEDED[missing])
    visitor.page.goto(site.url())
    trouble = visitor.page.get_by_role("status").filter(has_text="This browser is too old")
    expect(trouble).to_contain_text(f"Missing: {missing}", use_inner_text=True)
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    expect(visitor.button("Sign in")).to_be_hidden()
    assert site.domain_log.exchanges == []


@only("launcher")
def test_a_browser_that_runs_no_script_of_the_page_is_told(visitor: Visitor, site: Site) -> None:
    """As one without import maps: the style sheet alone shows a sentence, after a while."""
    visitor.watch.expect_failed_load("boot.js")
    visitor.watch.expect_trouble("Failed to fetch dynamically imported module")
    visitor.page.route("**/boot.js", lambda route: route.abort())
    visitor.page.goto(site.url())
    told = visitor.page.locator("#unstarted")
    expect(told).to_be_hidden()
    expect(told).to_be_visible(timeout=20_000)
    expect(told).to_contain_text("use a newer browser")
