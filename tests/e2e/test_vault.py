"""`token_storage = "worker"`: a worker has the tokens, and the page's programs ask it."""

import pytest
from playwright.sync_api import Page, expect

from cognito_stand_in.sessions import Sessions
from tests.e2e.entries import in_vault
from tests.e2e.site import Site
from tests.e2e.vault import VaultRemote
from tests.e2e.watch import Watch

MINUTE = 1 / 60
PASSWORDS = "POST", "/login"
FAULTS = ("throttled", "server-crash", "unavailable", "dropped-connection", "html-error")


@pytest.fixture
def vault(watch: Watch, page: Page, site: Site) -> VaultRemote:
    """Return a person whose session is in a vault."""
    return VaultRemote(page, site, watch)


@in_vault("launcher", "mpy", "py")
def test_a_sign_in_the_api_a_renewal_and_a_sign_out(vault: VaultRemote, site: Site) -> None:
    """They work as without a vault, and no program gets the token."""
    vault.signs_in()
    expect(vault.page.locator("#name")).to_have_text("Ada Lovelace")
    assert vault.asks("fetch", url="/api/user").value["status"] == 200
    assert vault.asks("fetch_user_info").value["email"] == "ada@example.com"
    assert vault.asks("refresh").value["event"] == "renewed"
    assert vault.asks("get_access_token").error == "ArgumentRefused"
    assert site.grants() == ["authorization_code", "refresh_token"]
    assert vault.asks("sign_out", hosted=False).value["revoked"] is True
    vault.settles("signed_out")
    assert vault.asks("fetch", url="/api/user").error == "SignInRequired"
    vault.page.reload()
    vault.settles("signed_out")
    assert vault.page.evaluate("Object.keys(sessionStorage)") == []


@in_vault("mpy")
def test_somebody_who_stops_the_browser_can_sign_in_again(vault: VaultRemote) -> None:
    """The page tells the vault that it has not left."""
    vault.open()
    vault.stops_leaving()
    vault.settles("signed_out")
    vault.goes_to_login()
    vault.types_password()
    vault.settles("signed_in")


@in_vault("launcher", "mpy")
def test_a_reload_of_the_only_tab_needs_no_password(vault: VaultRemote, site: Site) -> None:
    """The tokens are gone with the page, and Cognito's own session answers the next sign-in."""
    vault.signs_in("/reports?month=5#total")
    vault.page.reload()
    vault.settles("signed_in")
    assert vault.page.url == site.url("/reports?month=5#total")
    assert site.grants() == ["authorization_code"] * 2
    assert len(site.domain_log.find("GET", "/oauth2/authorize")) == 1
    assert len(site.domain_log.find(*PASSWORDS)) == 1


@in_vault("mpy")
def test_back_from_that_redirect_is_not_another_one(vault: VaultRemote, site: Site) -> None:
    """A tab goes to Cognito by itself once, so that Back leads to the landing page."""
    vault.signs_in()
    site.cognito.sessions = Sessions()
    vault.page.reload()
    vault.page.wait_for_url("**/login?*")
    vault.page.go_back()
    vault.settles("signed_out")


@in_vault("launcher", "mpy")
def test_two_tabs_share_one_session(vault: VaultRemote, site: Site) -> None:
    """A new tab and a reload get it from the tab that is open, without a redirect."""
    vault.signs_in()
    tab = vault.another_tab()
    tab.open(state="signed_in")
    expect(tab.page.locator("#name")).to_have_text("Ada Lovelace")
    vault.page.reload()
    vault.settles("signed_in")
    assert tab.asks("refresh").value["event"] == "renewed"
    assert vault.asks("session").value["event"] in ("session_adopted", "renewed")
    assert site.grants() == ["authorization_code", "refresh_token"]
    vault.page.close()
    assert tab.asks("fetch", url="/api/user").value["status"] == 200


@in_vault("launcher", "mpy")
def test_a_sign_out_in_one_tab_is_one_in_all(vault: VaultRemote, site: Site) -> None:
    """Their calls fail, what they showed is gone, and a reload starts no sign-in."""
    vault.signs_in()
    tab = vault.another_tab()
    tab.open(state="signed_in")
    vault.asks("sign_out", hosted=False)
    tab.settles("ended")
    tab.sees_nothing_protected()
    assert tab.asks("fetch", url="/api/user").error == "SignInRequired"
    tab.page.reload()
    tab.settles("signed_out")
    assert len(site.domain_log.find("GET", "/oauth2/authorize")) == 0
    [family] = site.cognito.families.by_origin.values()
    assert family.revoked


@in_vault("mpy")
def test_a_sign_out_at_cognito_comes_back_to_the_landing_page(
    vault: VaultRemote, site: Site
) -> None:
    """The worker revokes, then the page navigates."""
    vault.signs_in()
    with vault.page.expect_navigation(url=site.url("/")):
        vault.starts("sign_out")
    vault.settles("signed_out")
    assert len(site.domain_log.find("GET", "/logout")) == 1
    assert len(site.domain_log.find("POST", "/oauth2/revoke")) == 1


@in_vault("mpy")
def test_the_worker_renews_in_time(vault: VaultRemote, site: Site) -> None:
    """Without a call, by its own timers, once for all tabs."""
    vault.signs_in()
    tab = vault.another_tab()
    tab.open(state="signed_in")
    vault.sleeps(hours=59.5 * MINUTE)
    expect(vault.page.locator("html")).to_have_attribute("data-session", "signed_in")
    assert vault.asks("fetch", url="/api/user").value["status"] == 200
    assert tab.asks("fetch", url="/api/user").value["status"] == 200
    assert site.refreshes() == 1


@in_vault("mpy")
def test_after_two_hours_of_sleep_the_first_call_works(vault: VaultRemote, site: Site) -> None:
    """It waits for the renewal that started on waking."""
    vault.signs_in()
    _cognito_is_ahead(site, hours=2)
    vault.sleeps(hours=2)
    assert vault.asks("fetch_user_info").value["username"] == "ada"
    assert site.refreshes() == 1


@in_vault("mpy")
def test_after_thirty_days_one_sign_in_is_asked_for(vault: VaultRemote, site: Site) -> None:
    """The refresh token has expired, too, and the page says so."""
    vault.signs_in()
    _cognito_is_ahead(site, hours=30 * 24)
    vault.sleeps(hours=30 * 24)
    vault.settles("ended")
    expect(vault.alert).to_have_text("This sign-in is no longer valid. Please sign in again.")
    vault.sees_nothing_protected()
    assert site.refreshes() == 1


@in_vault("mpy")
def test_a_server_in_trouble_does_not_end_a_session(
    vault: VaultRemote, site: Site, subtests: pytest.Subtests
) -> None:
    """Whatever it answers but a refusal, the person stays signed in, and one look renews."""
    vault.signs_in()
    for times, fault in enumerate(FAULTS, start=1):
        with subtests.test(fault=fault):
            vault.sets_clock(hours=1)
            site.cognito.faults.enable(fault)
            error = vault.asks("fetch", url="/api/user").error
            assert error in ("TransportFailed", "TokenRequestRejected")
            vault.settles("offline")
            expect(vault.page.locator("#name")).to_have_text("Ada Lovelace")
            site.cognito.faults.clear()
            vault.page.evaluate("dispatchEvent(new Event('online'))")
            vault.settles("signed_in")
            assert vault.history().count("renewed") == times


@in_vault("mpy", idle_timeout_seconds=600)
def test_a_person_who_is_idle_is_signed_out(vault: VaultRemote) -> None:
    """Keys and clicks on any page count, and their absence ends the session."""
    vault.signs_in()
    for _ in range(3):
        vault.sleeps(hours=8 * MINUTE)
        vault.page.wait_for_timeout(1100)  # the page reports activity once a second
        vault.page.keyboard.press("Shift")
        vault.asks("session")
    vault.settles("signed_in")
    vault.sleeps(hours=11 * MINUTE)
    vault.settles("ended")
    assert vault.asks("session").value["reason"] == "idle"


@in_vault("mpy", max_session_seconds=1800)
def test_a_session_ends_at_its_limit(vault: VaultRemote) -> None:
    """Whatever the person does."""
    vault.signs_in()
    vault.sleeps(hours=29.5 * MINUTE)
    assert vault.asks("session").value["event"] == "expiring"
    vault.sleeps(hours=MINUTE)
    vault.settles("ended")
    assert vault.asks("session").value["reason"] == "session_limit"


@in_vault("mpy")
def test_a_cancelled_sign_in_leaves_a_working_page(vault: VaultRemote, site: Site) -> None:
    """What Cognito answered is shown, and the button works again."""
    vault.open()
    url = vault.goes_to_login()
    state = dict(part.split("=") for part in url.partition("?")[2].split("&"))["state"]
    vault.watch.guard("state", state)
    vault.page.goto(site.url(f"/?error=access_denied&state={state}"))
    vault.settles("signed_out")
    expect(vault.alert).not_to_be_empty()
    vault.goes_to_login()
    vault.types_password()
    vault.settles("signed_in")


def _cognito_is_ahead(site: Site, *, hours: float) -> None:
    site.cognito.faults.skew_seconds = hours * 3600
    site.cognito.faults.enable("clock-ahead")
