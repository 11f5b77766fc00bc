"""Tabs that are closed or frozen during a renewal: the others wait for a limited time."""

import time

from playwright.sync_api import expect

from tests.e2e.entries import remote
from tests.e2e.remote import Remote
from tests.e2e.site import Site

TOKEN = "**/oauth2/token"
# Makes the browser's time limits twenty times as short, so that nobody has to sit them out.
IMPATIENT = """
const limit = AbortSignal.timeout;
AbortSignal.timeout = (milliseconds) => limit.call(AbortSignal, milliseconds / 20);
"""
PATIENCE_SECONDS = 15 / 20


@remote("mpy")
def test_a_tab_that_is_closed_while_it_renews_delays_nobody(remote: Remote, site: Site) -> None:
    """Its lock is released at once; the other tab renews the session."""
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    site.cognito.faults.slow_seconds = 2
    site.cognito.faults.enable("slow", times=1)
    with remote.page.expect_request(TOKEN):
        remote.starts("refresh")
    waiting = tab.starts("refresh")
    remote.page.close()
    assert tab.answer(waiting).value["event"] == "renewed"
    tab.settles("signed_in")


@remote("mpy")
def test_a_request_that_hangs_delays_the_other_tab_for_a_while_only(
    remote: Remote, site: Site
) -> None:
    """After a time limit the waiting tab renews, and the other one adopts the result."""
    remote.page.context.add_init_script(IMPATIENT)
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    hanging = remote.holds(TOKEN).during(lambda: remote.starts("refresh"))
    assert tab.asks("refresh").value["event"] == "renewed"
    outcome = remote.answer(hanging)
    assert outcome.error in ("", "TransportFailed")
    remote.settles("signed_in")
    expect(remote.page.locator("#name")).to_have_text("Ada Lovelace")
    assert remote.asks("get_access_token").value == tab.asks("get_access_token").value
    assert site.refreshes() == 1


@remote("mpy")
def test_a_frozen_tab_delays_the_other_for_a_while_only(remote: Remote) -> None:
    """A frozen tab keeps its lock; when it continues, it adopts the new session."""
    remote.page.context.add_init_script(IMPATIENT)
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    held = remote.holds(TOKEN)
    frozen = held.during(lambda: remote.starts("refresh"))
    devtools = remote.page.context.new_cdp_session(remote.page)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    begun = time.monotonic()
    assert tab.asks("refresh").value["event"] == "renewed"
    assert time.monotonic() - begun > PATIENCE_SECONDS
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    remote.watch.expect_failed_load("/oauth2/token")
    held.release()
    remote.answer(frozen)
    remote.settles("signed_in")
    assert remote.asks("get_access_token").value == tab.asks("get_access_token").value
    assert "session_ended" not in [*remote.history(), *tab.history()]
