"""Browsers that lack something: it is added, or the page says so before a sign-in."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

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


def _without(person: Person, script: str) -> None:
    port = person.site.origins.page.rpartition(":")[2]
    person.page.add_init_script(HERE.format(port=port, script=script))


@only("launcher")
@pytest.mark.parametrize("missing", SMALL)
def test_the_page_works_without(person: Person, missing: str) -> None:
    """From the landing to the API, on both interpreters."""
    _without(person, SMALL[missing])
    person.signs_in()
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')


@only("launcher")
@pytest.mark.parametrize("missing", NEEDED)
def test_nobody_is_sent_to_a_page_that_they_cannot_come_back_from(
    person: Person, site: Site, missing: str
) -> None:
    """The page says what is missing before a sign-in, and the landing page stays."""
    _without(person, NEEDED[missing])
    person.page.goto(site.url())
    expect(person.trouble).to_be_visible()
    expect(person.trouble).to_contain_text(f"Missing: {missing}", use_inner_text=True)
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    expect(person.button("Sign in")).to_be_hidden()
    assert site.domain_log.exchanges == []


@only("launcher")
def test_a_browser_that_runs_no_script_of_the_page_is_told(person: Person, site: Site) -> None:
    """As one without import maps: the style sheet alone shows a sentence, after a while."""
    person.watch.expect_failed_load("boot.js")
    person.watch.expect_trouble("Failed to fetch dynamically imported module")
    person.page.route("**/boot.js", lambda route: route.abort())
    person.page.goto(site.url())
    told = person.page.locator("#unstarted")
    expect(told).to_be_hidden()
    devtools = person.page.context.new_cdp_session(person.page)
    devtools.send("Animation.enable")
    devtools.send("Animation.setPlaybackRate", {"playbackRate": 10})
    expect(told).to_be_visible(timeout=20_000)
    expect(told).to_contain_text("use a newer browser")
