"""Pages that the browser brings back as they were left: nothing old shows, everything works."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.e2e.entries import only, remote
from tests.e2e.person import PROTECTED, Person
from tests.e2e.remote import Remote
from tests.e2e.routes import answer_to
from tests.e2e.site import Site
from tests.e2e.watch import Watch

# Writes down what the document says at every chance that a person could see it.
PROBE = """
window.seen = [];
window.restored = 0;
addEventListener("pageshow", () => console.debug(`shown ${origin} ${crypto.randomUUID()}`));
const note = () => seen.push(document.documentElement.dataset.session + " " +
  document.body.innerText);
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  restored += 1;
  note();
  const frame = () => { note(); if (seen.length < 60) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}, true);
"""
# The browser keeps no page that holds a lock, so a page that is signed in comes back only where
# there are no Web Locks, as in browsers that do not count them.
LEFT = "void dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"
BROUGHT_BACK = "void dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
MUTE = "BroadcastChannel.prototype.postMessage = () => {}"
NO_LOCKS = "delete Navigator.prototype.locks;"


def _keep(page: Page, site: Site) -> list[str]:
    """Serve the page without `no-store`, with which some browsers keep a page and some do not.

    Give a list into which the browser puts its reasons whenever it has not kept a page.
    """

    def serve(route: Route) -> None:
        answer = answer_to(route)
        route.fulfill(response=answer, headers={**answer.headers, "cache-control": "no-cache"})

    page.route(re.compile(re.escape(site.url("/")) + r"(\?.*)?$"), serve)
    page.add_init_script(PROBE)
    reasons: list[str] = []

    def lost(event: dict[str, Any]) -> None:
        reasons.extend(one["reason"] for one in event["notRestoredExplanations"])

    devtools = page.context.new_cdp_session(page)
    devtools.on("Page.backForwardCacheNotUsed", lost)
    devtools.send("Page.enable")
    return reasons


def _leave_for_login(person: Person) -> None:
    """Press "Sign in" by the keyboard, and leave the page alone from then on.

    A page that runs a script while it is kept is thrown away, and after a click Playwright
    evaluates something in the page, which by then may be a kept one. The garbage collector comes
    by, as it does to every page that is left for a while, and would call whoever waits for it.
    """
    _collect_garbage(person.page)
    person.button("Sign in").press("Enter")
    person.page.wait_for_url("**/login?*")
    _collect_garbage(person.page)


def _collect_garbage(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("HeapProfiler.collectGarbage")
    devtools.detach()


def _go_back(page: Page, watch: Watch) -> None:
    """Go back, and leave the page alone until it runs.

    A driver that evaluates something in a page that is on its way out of the cache ends its stay.
    Just before, the browser says again what the page had said when it was left.
    """
    old = {text for _, text, _ in watch.console}
    shown = f"shown {watch.site.origins.page}"
    with page.expect_console_message(
        lambda message: message.text.startswith(shown) and message.text not in old
    ):
        page.go_back(wait_until="commit")


def _came_back(page: Page, reasons: list[str]) -> None:
    """Fail, with the browser's reasons, if the page was loaded anew."""
    assert (page.evaluate("restored"), reasons) == (1, [])


class Launch(Protocol):
    """Starts the browser, with options of Playwright's."""

    def __call__(self, **options: Any) -> Browser:
        """Start it."""


@pytest.fixture(scope="module")
def browser(launch_browser: Launch) -> Iterator[Browser]:
    """Start a browser that keeps pages, which Playwright otherwise tells it not to."""
    browser = launch_browser(ignore_default_args=["--disable-back-forward-cache"])
    yield browser
    browser.close()


@pytest.mark.parametrize("told", [True, False], ids=["told", "untold"])
@remote("mpy")
def test_going_back_after_signing_out_shows_nothing_protected(
    remote: Remote, site: Site, *, told: bool
) -> None:
    """Not in the first frame and not later.

    The browser drops a kept page that gets a message; one that got none comes back as it was.
    """
    remote.watch.expect_failed_load("/error")
    reasons = _keep(remote.page, site)
    remote.page.add_init_script(NO_LOCKS)
    remote.has_signed_in()
    remote.page.reload()  # to a document that `_keep` has served: it sees no redirects
    remote.settles("signed_in")
    tab = remote.another_tab()
    tab.open(state="signed_in")
    remote.page.goto(f"{site.origins.domain}/error")
    tab.page.evaluate("" if told else MUTE)
    tab.asks("sign_out", hosted=False)
    _go_back(remote.page, remote.watch)
    expect(remote.page.locator("html")).not_to_have_attribute("data-session", "signed_in")
    expect(remote.page.locator("html")).not_to_have_attribute("data-session", "booting")
    remote.sees_nothing_protected()
    if not told:
        _came_back(remote.page, reasons)
    shown = " ".join(remote.page.evaluate("seen"))
    assert [word for word in PROTECTED if word in shown] == []
    assert remote.asks("get_access_token").error == "SignInRequired"


@only("launcher", "mpy")
def test_a_page_left_for_a_sign_in_is_usable_when_it_comes_back(person: Person, site: Site) -> None:
    """Nothing says that a sign-in is going on, and the button leads to Cognito again."""
    reasons = _keep(person.page, site)
    person.open()
    _leave_for_login(person)
    _go_back(person.page, person.watch)
    person.settles("signed_out")
    _came_back(person.page, reasons)
    expect(person.button("Sign in")).to_be_enabled()
    person.goes_to_login()
    person.types_password()
    person.settles("signed_in")
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1


@only("launcher")
def test_a_page_left_while_it_fetches_ahead_is_kept(person: Person, site: Site) -> None:
    """Pyodide arrives after the person has left: too much for a page that is only kept."""
    held: list[Route] = []
    person.page.route("**/pyodide.asm.wasm", lambda route: held.append(route))  # noqa: PLW0108 - Playwright sets attributes
    reasons = _keep(person.page, site)
    with person.page.expect_request("**/pyodide.asm.wasm"):
        person.open()
    _leave_for_login(person)
    for route in held:
        with suppress(Error):  # nobody waits for it any more
            route.fulfill(body=bytes(4_000_000))
    _go_back(person.page, person.watch)
    person.settles("signed_out")
    _came_back(person.page, reasons)


@remote("mpy")
def test_a_page_that_comes_back_signed_in_shows_the_person_again(remote: Remote) -> None:
    """Left, it shows nobody; once its session has been read again, it shows who is there.

    It is told so by events of the test's own: whether a browser keeps a page is the browser's
    affair, and not the same each time.
    """
    remote.has_signed_in()
    remote.page.evaluate(LEFT)
    expect(remote.page.locator("html")).to_have_attribute("data-session", "booting")
    text = remote.page.content()
    assert [word for word in PROTECTED if word in text] == []
    remote.page.evaluate(BROUGHT_BACK)
    remote.settles("signed_in")
    expect(remote.page.locator("#name")).to_have_text("Ada Lovelace")
    assert remote.asks("get_access_token").value


@remote("mpy")
def test_a_sign_in_given_up_in_one_tab_keeps_no_other_waiting(remote: Remote, site: Site) -> None:
    """While one tab is on Cognito's page, the other answers at once, and may sign in itself."""
    tab = remote.another_tab()
    tab.open()
    remote.open()
    _leave_for_login(remote)
    assert tab.asks("session").value["state"] == "signed_out"
    assert tab.asks("get_access_token").error == "SignInRequired"
    tab.goes_to_login()
    tab.types_password()
    tab.settles("signed_in")
    remote.page.go_back(wait_until="commit")
    remote.settles("signed_in")
    assert site.grants() == ["authorization_code"]
