"""The three kinds of sign-out, and responses that arrive after one."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.e2e.entries import remote
from tests.e2e.remote import Remote
from tests.e2e.site import Site

TOKEN, REVOKE = "/oauth2/token", "/oauth2/revoke"


@remote("mpy")
def test_signing_out_here_keeps_cognitos_own_session(remote: Remote, site: Site) -> None:
    """The page is not left, the tokens are revoked, and the next sign-in asks for no password."""
    remote.signs_in()
    result = remote.asks("sign_out", hosted=False).value
    assert result == {"local": True, "revoked": True, "hosted": None}
    remote.settles("signed_out")
    remote.sees_nothing_protected()
    [family] = site.cognito.families.by_origin.values()
    assert family.revoked
    assert site.domain_log.find("GET", "/logout") == []
    remote.button("Sign in").click()
    remote.settles("signed_in")
    assert len(site.domain_log.find("POST", "/login")) == 1


@remote("mpy")
def test_signing_out_at_cognito_leads_to_the_sign_out_page(remote: Remote, site: Site) -> None:
    """The URL has the client id and the sign-out URL, and no other parameter."""
    remote.signs_in()
    with remote.page.expect_navigation(url=site.url("/")):
        remote.starts("sign_out")
    remote.settles("signed_out")
    [logout] = site.domain_log.find("GET", "/logout")
    assert logout.parameters == {"client_id": _client_id(site), "logout_uri": site.url("/")}
    remote.goes_to_login()
    expect(remote.page.get_by_label("Password")).to_be_visible()


@remote("mpy")
def test_signing_out_for_somebody_else_leads_straight_to_the_sign_in(
    remote: Remote, site: Site
) -> None:
    """The other form of Cognito's sign-out carries a whole authorization request along."""
    remote.signs_in()
    with remote.page.expect_navigation(url="**/login?*"):
        remote.starts("sign_out", then="sign_in")
    [logout] = site.domain_log.find("GET", "/logout")
    assert "logout_uri" not in logout.parameters
    assert logout.parameters["redirect_uri"] == site.url("/")
    assert logout.parameters["response_type"] == "code"
    assert logout.parameters["code_challenge_method"] == "S256"
    remote.types_password()
    remote.settles("signed_in")


@remote("mpy")
def test_a_revocation_that_fails_is_told_and_stops_nothing(remote: Remote) -> None:
    """A sign-out without a network works locally, and the result says that nothing was revoked."""
    remote.watch.expect_failed_load(REVOKE)
    remote.has_signed_in()
    remote.page.context.set_offline(True)
    result = remote.asks("sign_out", hosted=False).value
    assert result == {"local": True, "revoked": False, "hosted": None}
    remote.settles("signed_out")
    remote.sees_nothing_protected()
    assert remote.page.evaluate("Object.keys(sessionStorage)") == []
    remote.page.context.set_offline(False)
    remote.page.reload()
    remote.settles("signed_out")


@remote("py", "mpy")
def test_a_late_answer_does_not_bring_a_session_back(remote: Remote, site: Site) -> None:
    """Tokens that arrive after a sign-out are dropped, here and in the other tab."""
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    held = remote.holds(f"**{TOKEN}")
    refresh = held.during(lambda: remote.starts("refresh"))
    sign_out = remote.asks("sign_out", hosted=False)
    assert sign_out.value["revoked"]
    remote.watch.expect_failed_load(TOKEN)
    held.release()
    assert remote.answer(refresh).error == "SignInRequired"
    remote.settles("signed_out")
    tab.settles("ended")
    for each in (remote, tab):
        each.sees_nothing_protected()
        assert each.page.evaluate("Object.keys(sessionStorage)") == []
        assert each.asks("get_access_token").error == "SignInRequired"
    assert site.refreshes() == 1


@remote("py", "mpy")
def test_a_sign_out_whose_message_is_lost_ends_the_other_tabs_too(remote: Remote) -> None:
    """It is also recorded in localStorage, and the browser tells the other tabs."""
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    remote.page.evaluate("BroadcastChannel.prototype.postMessage = () => {}")
    remote.asks("sign_out", hosted=False)
    tab.settles("ended")
    tab.sees_nothing_protected()
    assert tab.asks("session").value["reason"] == "signed_out_elsewhere"


@remote("mpy")
def test_a_sign_out_while_another_tab_renews_ends_both(remote: Remote, site: Site) -> None:
    """The renewed tokens arrive too late: they no longer work, and are not stored."""
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    held = tab.holds(f"**{TOKEN}")
    refresh = held.during(lambda: tab.starts("refresh"))
    remote.asks("sign_out", hosted=False)
    tab.settles("ended")
    remote.watch.expect_failed_load(TOKEN)
    held.release()
    assert tab.answer(refresh).error == "SignInRequired"
    assert tab.asks("session").value["reason"] == "signed_out_elsewhere"
    assert tab.page.evaluate("Object.keys(sessionStorage)") == []
    [family] = site.cognito.families.by_origin.values()
    assert family.revoked


def _client_id(site: Site) -> str:
    [login, *_] = site.domain_log.find("GET", "/login")
    [client_id] = parse_qs(urlsplit(f"?{login.query}").query)["client_id"]
    return client_id
