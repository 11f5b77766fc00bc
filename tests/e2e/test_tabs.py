"""One session in several tabs."""

from playwright.sync_api import expect

from tests.e2e.entries import only, remote
from tests.e2e.person import ANOTHER_PASSWORD, ANOTHER_USERNAME, Person
from tests.e2e.remote import Remote
from tests.e2e.site import Site

ROUNDS = 50
# Between something that happens in one tab and another tab that shows it.
AT_MOST_MS = 1000


@remote("launcher", "mpy")
def test_a_new_tab_is_signed_in_without_a_redirect(remote: Remote, site: Site) -> None:
    """It gets the session from the tab that has it: no request, and nothing in localStorage."""
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    expect(tab.page.locator("#name")).to_have_text("Ada Lovelace")
    assert tab.asks("get_access_token").value == remote.asks("get_access_token").value
    assert site.grants() == ["authorization_code"]
    assert len(site.domain_log.find("GET", "/login")) == 1
    assert tab.page.evaluate("JSON.stringify(localStorage)").count("eyJ") == 0


@only("launcher")
def test_tabs_that_are_opened_during_the_handover_are_signed_in(person: Person, site: Site) -> None:
    """From the way back from Cognito until the app has started, somebody owns the session."""
    person.open()
    person.goes_to_login()
    person.types_password()
    person.page.wait_for_url(lambda url: url.startswith(site.url("/")))
    tabs = [person.page.context.new_page() for _ in range(5)]
    for tab in tabs:
        tab.goto(site.url("/"), wait_until="commit")
        tab.wait_for_timeout(100)
    for tab in (person.page, *tabs):
        expect(tab.locator("html")).to_have_attribute("data-session", "signed_in")
    assert site.grants() == ["authorization_code"]


@remote("py")
def test_two_tabs_at_expiry_make_one_request(remote: Remote, site: Site) -> None:
    """The refresh token works once, with no grace period, and both tabs stay signed in."""
    _expire_together(remote, site, rounds=3)


@remote("mpy")
def test_two_tabs_at_expiry_fifty_times_make_one_request_each_time(
    remote: Remote, site: Site
) -> None:
    """One tab sends the request, the other adopts the result."""
    _expire_together(remote, site, rounds=ROUNDS)


def _expire_together(remote: Remote, site: Site, *, rounds: int) -> None:
    remote.page.clock.install()
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    for times in range(1, rounds + 1):
        remote.sets_clock(hours=1)
        asked = remote.starts("get_access_token"), tab.starts("get_access_token")
        one, other = remote.answer(asked[0]), tab.answer(asked[1])
        assert one.value
        assert (one.value, site.refreshes()) == (other.value, times)
    for each in (remote, tab):
        each.settles("signed_in")
        assert "session_ended" not in each.history()
    [family] = site.cognito.families.by_origin.values()
    assert not family.revoked


@remote("mpy")
def test_the_tab_that_waited_adopts_without_a_request(remote: Remote, site: Site) -> None:
    """While one tab's request runs, the other waits, and then adopts the result."""
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    held = remote.holds("**/oauth2/token")
    first = held.during(lambda: remote.starts("refresh"))
    second = tab.starts("refresh")
    held.release()
    assert remote.answer(first).value["event"] == "renewed"
    assert tab.answer(second).value["event"] == "session_adopted"
    assert site.refreshes() == 1
    assert tab.asks("get_access_token").value == remote.asks("get_access_token").value


@remote("mpy")
def test_sign_in_and_sign_out_elsewhere_are_followed_within_a_second(
    remote: Remote, site: Site
) -> None:
    """Both tabs show the same without a reload, and no new sign-in starts by itself."""
    tab = remote.another_tab()
    tab.open()
    remote.signs_in()
    html = tab.page.locator("html")
    expect(html).to_have_attribute("data-session", "signed_in", timeout=AT_MOST_MS)
    expect(tab.page.locator("#name")).to_have_text("Ada Lovelace")
    remote.asks("sign_out", hosted=False)
    expect(html).to_have_attribute("data-session", "ended", timeout=AT_MOST_MS)
    tab.sees_nothing_protected()
    assert tab.asks("session").value["reason"] == "signed_out_elsewhere"
    assert tab.asks("get_access_token").error == "SignInRequired"
    assert tab.page.evaluate("Object.keys(sessionStorage)") == []
    assert tab.page.url == site.url()
    assert tab.watch.documents() == 3


@remote("mpy")
def test_somebody_else_signing_in_ends_the_session(remote: Remote, site: Site) -> None:
    """Ada's data is removed before Grace's appears."""
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    site.cognito.sessions.end_all()
    with tab.page.expect_navigation(url="**/login?*"):
        tab.starts("sign_in")
    tab.types_password(ANOTHER_PASSWORD, username=ANOTHER_USERNAME)
    tab.settles("signed_in")
    expect(tab.page.locator("#name")).to_have_text("Grace Hopper")
    remote.settles("ended")
    remote.sees_nothing_protected()
    assert remote.asks("session").value["reason"] == "user_changed"
    assert remote.asks("get_access_token").error == "SignInRequired"
    remote.page.reload()
    remote.settles("signed_in")
    expect(remote.page.locator("#name")).to_have_text("Grace Hopper")
    assert "Ada" not in remote.page.content()


@remote("mpy")
def test_a_duplicated_tab_shares_its_twins_session(remote: Remote, site: Site) -> None:
    """It starts with a copy of the storage; no refresh token is used twice."""
    remote.page.clock.install()
    remote.has_signed_in()
    tab = remote.duplicated_tab()
    tab.settles("signed_in")
    remote.sets_clock(hours=1)
    asked = remote.starts("get_access_token"), tab.starts("get_access_token")
    assert remote.answer(asked[0]).value == tab.answer(asked[1]).value
    assert site.refreshes() == 1


@remote("mpy")
def test_a_duplicated_tab_does_not_replay_a_sign_in(remote: Remote, site: Site) -> None:
    """Both tabs have the pending sign-in; only the tab that returns sends the code."""
    remote.open()
    remote.page.evaluate("sessionStorage.setItem('mine', 'kept')")
    login = remote.goes_to_login()
    remote.page.go_back()
    remote.settles("signed_out")
    tab = remote.duplicated_tab()
    tab.settles("signed_out")
    assert tab.page.evaluate("sessionStorage.mine") == "kept"
    remote.page.goto(login)
    remote.types_password()
    remote.settles("signed_in")
    [answer] = site.domain_log.find("POST", "/login")
    tab.page.goto(answer.location)
    tab.settles("signed_in")
    assert tab.page.url == site.url()
    assert site.grants().count("authorization_code") == 1
