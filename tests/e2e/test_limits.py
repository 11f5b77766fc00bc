"""Limits that an app sets are announced, and end the session in every tab at once."""

from playwright.sync_api import Response, expect

from tests.e2e.entries import remote
from tests.e2e.remote import Remote
from tests.e2e.site import Site

MINUTE = 1 / 60


@remote("mpy", idle_timeout_seconds=1800)
def test_idleness_ends_the_session_in_all_tabs_at_once(remote: Remote, site: Site) -> None:
    """All tabs end together without an error or navigation, and the token is revoked."""
    tabs = _three_tabs(remote)
    remote.sleeps(hours=29.5 * MINUTE)
    for tab in tabs:
        expect(tab.page.locator("html")).to_have_attribute("data-session", "signed_in")
    with remote.page.context.expect_event("response", _is_revocation):
        remote.sleeps(hours=MINUTE)
    for tab in tabs:
        tab.settles("ended")
        tab.sees_nothing_protected()
        assert tab.history().count("session_ended") == 1
        assert tab.asks("session").value["reason"] in ("idle", "signed_out_elsewhere")
    assert remote.watch.documents() == 3
    [family] = site.cognito.families.by_origin.values()
    assert family.revoked


@remote("mpy", idle_timeout_seconds=1800)
def test_activity_in_one_tab_keeps_all_of_them(remote: Remote) -> None:
    """A key press in one tab counts in all tabs."""
    tabs = _three_tabs(remote)
    for _ in range(3):
        remote.sleeps(hours=20 * MINUTE)
        tabs[1].page.keyboard.press("Shift")
        for tab in tabs:
            # Whoever renews is done before the clocks jump again.
            assert tab.asks("get_access_token").value
            assert "session_ended" not in tab.history()
    remote.sleeps(hours=31 * MINUTE)
    for tab in tabs:
        tab.settles("ended")


@remote("mpy", max_session_seconds=7200)
def test_a_ceiling_is_announced_and_not_moved_by_renewals_or_looks(
    remote: Remote, site: Site
) -> None:
    """Two hours after the sign-in the session ends, whatever the activity."""
    remote.page.clock.install()
    remote.has_signed_in()
    remote.asks("refresh")
    for _ in range(11):
        remote.sleeps(hours=10 * MINUTE)
        remote.asks("session")
        assert remote.asks("get_access_token").value
    assert "expiring" not in remote.history()
    remote.sleeps(hours=9.2 * MINUTE)
    assert "expiring" in remote.history()
    remote.settles("signed_in")
    remote.sleeps(hours=MINUTE)
    remote.settles("ended")
    assert remote.asks("session").value["reason"] == "session_limit"
    assert remote.history().count("expiring") == 1
    assert site.refreshes() >= 2


def _is_revocation(response: Response) -> bool:
    return response.url.endswith("/oauth2/revoke")


def _three_tabs(remote: Remote) -> list[Remote]:
    remote.page.clock.install()
    remote.has_signed_in()
    tabs = [remote, remote.another_tab(), remote.another_tab()]
    for tab in tabs[1:]:
        tab.open(state="signed_in")
    return tabs
