"""Networks and servers in trouble: the session is kept, and taken up again at once."""

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.entries import only, remote
from tests.e2e.person import Person
from tests.e2e.remote import Remote
from tests.e2e.site import Site

TOKEN = "/oauth2/token"
MINUTE = 1 / 60
UNREACHABLE = "The sign-in service could not be reached. Check your connection, then try again."
FAULTS = ("throttled", "server-crash", "unavailable", "dropped-connection", "html-error")
BACK = {
    "online": "dispatchEvent(new Event('online'))",
    "visible": "document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))",
    "brought back": "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
}


@remote("mpy")
def test_a_server_in_trouble_does_not_end_a_session(
    remote: Remote, site: Site, subtests: pytest.Subtests
) -> None:
    """Whatever it answers but a refusal, the person stays signed in, and one look renews."""
    remote.watch.expect_trouble("Failed to load resource", "blocked by CORS policy")
    remote.page.clock.install()
    remote.has_signed_in()
    for times, fault in enumerate(FAULTS, start=1):
        with subtests.test(fault=fault):
            _loses_cognito(remote, site, fault)
            expect(remote.page.locator("#name")).to_have_text("Ada Lovelace")
            site.cognito.faults.clear()
            remote.page.evaluate(BACK["online"])
            remote.settles("signed_in")
            assert remote.history().count("renewed") == times
    assert "session_ended" not in remote.history()


@remote("mpy")
def test_being_back_in_any_way_renews_at_once(
    remote: Remote, site: Site, subtests: pytest.Subtests
) -> None:
    """No timer has to come round: the network, the person or the page is there again."""
    remote.watch.expect_failed_load(TOKEN)
    remote.page.clock.install()
    remote.has_signed_in()
    for times, (name, script) in enumerate(BACK.items(), start=1):
        with subtests.test(name=name):
            _loses_cognito(remote, site, "server-crash")
            site.cognito.faults.clear()
            remote.page.evaluate(script)
            remote.settles("signed_in")
            assert remote.history().count("renewed") == times


@remote("mpy")
def test_a_server_that_asks_for_patience_gets_it(remote: Remote) -> None:
    """A renewal that was throttled is not tried again before `Retry-After` (RFC 9110 10.2.3)."""
    remote.watch.expect_failed_load(TOKEN)
    remote.page.clock.install()
    remote.has_signed_in()
    asked: list[str] = []

    def throttle(route: Route) -> None:
        asked.append(route.request.method)
        headers = {
            "access-control-allow-origin": "*",
            "access-control-expose-headers": "Retry-After",
            "retry-after": "120",
        }
        route.fulfill(status=429, headers=headers)

    remote.page.route(f"**{TOKEN}", throttle)
    remote.sleeps(hours=1)
    remote.settles("offline")
    remote.sleeps(hours=1.5 * MINUTE)
    assert remote.asks("session").value["state"] == "offline"
    assert len(asked) == 1
    with remote.page.expect_request(f"**{TOKEN}"):
        remote.sleeps(hours=MINUTE)
    remote.settles("offline")


@remote("mpy")
def test_a_refusal_ends_the_session_once(remote: Remote, site: Site) -> None:
    """However many want a token, there is one request, one event, and no page is left."""
    remote.watch.expect_failed_load(TOKEN)
    remote.page.clock.install()
    remote.has_signed_in()
    site.cognito.families.revoke_all()
    remote.sets_clock(hours=1)
    errors = [one.error for one in remote.asks_at_once("get_access_token", 10)]
    assert errors == ["SignInRequired"] * 10
    assert remote.history().count("session_ended") == 1
    assert remote.asks("session").value["reason"] == "refused"
    assert site.refreshes() == 1
    assert remote.watch.documents() == 1
    remote.sees_nothing_protected()


@remote("launcher", "mpy")
def test_being_offline_anywhere_in_a_session_loses_nothing(remote: Remote, site: Site) -> None:
    """A call, a renewal and a revocation fail by name, and work as soon as the network is back."""
    remote.watch.expect_failed_load("")
    remote.page.clock.install()
    remote.has_signed_in()
    remote.page.context.set_offline(True)
    assert remote.asks("fetch", url="/api/user").error == "ApiRequestFailed"
    assert remote.asks("refresh").error == "TransportFailed"
    assert remote.asks("revoke").value is False
    assert remote.asks("session").value["state"] == "signed_in"
    remote.sets_clock(hours=1)
    assert remote.asks("get_access_token").error == "TransportFailed"
    remote.settles("offline")
    remote.page.context.set_offline(False)
    remote.settles("signed_in")
    assert remote.asks("fetch_user_info").value["username"] == "ada"
    assert site.refreshes() == 1


@remote("mpy")
def test_being_offline_on_the_way_back_leaves_a_working_button(remote: Remote, site: Site) -> None:
    """The code is not sent a second time: the page says what happened and offers a new sign-in."""
    remote.watch.expect_failed_load(TOKEN)
    remote.open()
    remote.goes_to_login()
    remote.page.route(f"**{TOKEN}", lambda route: route.abort("internetdisconnected"))
    remote.types_password()
    remote.settles("signed_out")
    expect(remote.alert).to_have_text(UNREACHABLE)
    remote.page.unroute_all()
    remote.button("Sign in").click()
    remote.settles("signed_in")
    assert site.grants() == ["authorization_code"]


@only("launcher", "mpy", "py")
def test_somebody_who_stops_the_browser_can_sign_in_again(person: Person) -> None:
    """Whoever presses Esc because Cognito does not answer has not left; the button still works."""
    person.open()
    person.stops_leaving()
    person.settles("signed_out")
    person.goes_to_login()
    person.types_password()
    person.settles("signed_in")
    expect(person.alert).to_be_empty()


def _loses_cognito(remote: Remote, site: Site, fault: str) -> None:
    """Expire the access token while Cognito fails."""
    remote.sets_clock(hours=1)
    site.cognito.faults.enable(fault)
    error = remote.asks("get_access_token").error
    assert error in ("TransportFailed", "TokenRequestRejected")
    remote.settles("offline")
