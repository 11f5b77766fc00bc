"""Sleeping machines and wrong clocks: no expired token, no loop, no lost session."""

import base64
import json
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import remote
from tests.e2e.remote import Remote
from tests.e2e.site import Site

MINUTE = 1 / 60
DAY = 24
WRONG_CLOCK = "This device's clock seems to be wrong. Set it right, then sign in again."


@remote("launcher", "mpy")
def test_after_two_hours_of_sleep_no_expired_token_is_handed_out(
    remote: Remote, site: Site
) -> None:
    """The first call waits for the renewal that started on waking; there is only one."""
    remote.page.clock.install()
    remote.has_signed_in()
    _both_sleep(remote, site, hours=2)
    token = remote.asks("get_access_token").value
    assert _ends_at(token) > site.cognito.now()
    assert site.refreshes() == 1
    assert remote.asks("session").value["state"] == "signed_in"
    assert remote.asks("fetch_user_info").value["username"] == "ada"


@remote("mpy")
def test_sleep_that_stops_every_clock_but_the_devices_is_noticed(
    remote: Remote, site: Site
) -> None:
    """Also if the browser's monotonic clock and timers stopped."""
    remote.page.clock.install()
    remote.has_signed_in()
    remote.sets_clock(hours=2)
    _cognito_is_ahead(site, hours=2)
    assert _ends_at(remote.asks("get_access_token").value) > site.cognito.now()
    assert site.refreshes() == 1


@remote("mpy")
def test_after_thirty_days_one_sign_in_is_asked_for(remote: Remote, site: Site) -> None:
    """The refresh token has expired, too; the page says so once, and sends no more requests."""
    remote.watch.expect_failed_load("/oauth2/token")
    remote.page.clock.install()
    remote.has_signed_in()
    _both_sleep(remote, site, hours=30 * DAY)
    remote.settles("ended")
    expect(remote.alert).to_have_text("This sign-in is no longer valid. Please sign in again.")
    remote.sees_nothing_protected()
    assert remote.asks("get_access_token").error == "SignInRequired"
    assert remote.history().count("session_ended") == 1
    assert site.refreshes() == 1
    remote.sleeps(hours=2)
    assert site.refreshes() == 1
    remote.goes_to_login()


@pytest.mark.parametrize("minutes", [-4, 4], ids=["behind", "ahead"])
@remote("mpy")
def test_a_clock_that_is_a_little_wrong_does_no_harm(
    remote: Remote, site: Site, minutes: int
) -> None:
    """The sign-in works, without an early end or a needless renewal."""
    remote.page.clock.install(time=time.time() + minutes * 60)
    remote.signs_in()
    remote.sleeps(hours=0.5)
    assert remote.asks("get_access_token").value
    assert site.refreshes() == 0
    remote.sleeps(hours=0.5)
    remote.asks("get_access_token")
    assert site.refreshes() == 1
    remote.settles("signed_in")


@pytest.mark.parametrize("hours", [-10 * MINUTE, 2 * DAY], ids=["behind", "ahead"])
@remote("mpy")
def test_a_clock_that_is_very_wrong_is_said_in_a_sentence(
    remote: Remote, site: Site, hours: float
) -> None:
    """The sign-in is refused with a sentence, and no loop starts."""
    remote.page.clock.install(time=time.time() + hours * 3600)
    remote.open()
    remote.goes_to_login()
    remote.types_password()
    remote.settles("signed_out")
    expect(remote.alert).to_have_text(WRONG_CLOCK)
    assert remote.page.evaluate("Object.keys(sessionStorage)") == []
    assert site.grants() == ["authorization_code"]
    assert remote.watch.documents() == 2


@pytest.mark.parametrize("hours", [-DAY, DAY], ids=["back", "forward"])
@remote("mpy")
def test_a_clock_that_is_set_during_the_session_ends_nothing(
    remote: Remote, site: Site, hours: float
) -> None:
    """It causes one renewal at most."""
    remote.page.clock.install()
    remote.has_signed_in()
    remote.sets_clock(hours=hours)
    for _ in range(4):
        assert _ends_at(remote.asks("get_access_token").value) > site.cognito.now()
        remote.sleeps(hours=MINUTE)
    assert remote.asks("session").value["state"] == "signed_in"
    assert site.refreshes() <= 1
    remote.page.reload()
    remote.settles("signed_in")
    assert remote.asks("get_access_token").value
    assert site.refreshes() <= 2


def _both_sleep(remote: Remote, site: Site, *, hours: float) -> None:
    """Advance the clocks of the device and of Cognito."""
    _cognito_is_ahead(site, hours=hours)
    remote.sleeps(hours=hours)


def _cognito_is_ahead(site: Site, *, hours: float) -> None:
    site.cognito.faults.skew_seconds = hours * 3600
    site.cognito.faults.enable("clock-ahead")


def _ends_at(token: str) -> float:
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    ends_at: float = claims["exp"]
    return ends_at
