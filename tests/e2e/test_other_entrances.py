"""Other ways into a session: a new account, a forgotten password, a sign-in anew."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.e2e.entries import remote
from tests.e2e.remote import Remote
from tests.e2e.site import Site


@remote("mpy")
def test_a_new_account_and_a_forgotten_password_have_their_own_pages(
    remote: Remote, site: Site
) -> None:
    """Both have the whole authorization request, so that people return signed in."""
    remote.open()
    for method, path in (("sign_up", "/signup"), ("reset_password", "/forgotPassword")):
        with remote.page.expect_navigation(url=f"**{path}?*"):
            remote.starts(method)
        [sent, *_] = site.domain_log.find("GET", path)
        assert sent.parameters["response_type"] == "code"
        assert sent.parameters["code_challenge_method"] == "S256"
        assert sent.parameters["redirect_uri"] == site.url("/")
        remote.page.go_back()
        remote.settles("signed_out")
    remote.goes_to_login()
    remote.types_password()
    remote.settles("signed_in")


@remote("mpy")
def test_a_sign_in_anew_asks_for_the_password_again(remote: Remote, site: Site) -> None:
    """With `prompt=login` Cognito's session does not count; the same person's tokens are new."""
    remote.signs_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    before = remote.asks("get_access_token").value
    with remote.page.expect_navigation(url="**/login?*prompt=login*"):
        remote.starts("sign_in", prompt="login", app_state={"cart": ["ä", "%2F=+", 7]})
    expect(remote.page.get_by_label("Password")).to_be_visible()
    remote.types_password()
    remote.settles("signed_in")
    assert remote.asks("session").value["app_state"] == {"cart": ["ä", "%2F=+", 7]}
    after = remote.asks("get_access_token").value
    assert after != before
    assert tab.asks("get_access_token").value == after
    assert tab.asks("refresh").value["state"] == "signed_in"
    assert remote.asks("refresh").value["state"] == "signed_in"
    assert "session_ended" not in tab.history()
    assert site.refreshes() == 2


@remote("mpy")
def test_a_maximum_age_is_sent_and_met(remote: Remote, site: Site) -> None:
    """A sign-in that has just happened fulfils `max_age`."""
    remote.open()
    with remote.page.expect_navigation(url="**/login?*max_age=300*"):
        remote.starts("sign_in", max_age=300)
    assert parse_qs(urlsplit(remote.page.url).query)["max_age"] == ["300"]
    remote.types_password()
    remote.settles("signed_in")
    assert remote.asks("fetch_user_info").value["email"] == "ada@example.com"
    assert site.grants() == ["authorization_code"]


@remote("mpy", token_storage="memory")
def test_a_session_in_memory_reaches_a_new_tab_and_leaves_no_trace(
    remote: Remote, site: Site
) -> None:
    """Nothing is stored; after a reload the session comes from the other tab."""
    remote.signs_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    remote.page.reload()
    remote.settles("signed_in")
    for each in (remote, tab):
        assert each.page.evaluate("[...Object.keys(sessionStorage)]") == []
    assert site.grants() == ["authorization_code"]


@remote("mpy", share_session_between_tabs=False)
def test_a_session_that_is_not_shared_stays_in_its_tab(remote: Remote) -> None:
    """A new tab starts signed out and receives no tokens."""
    remote.signs_in()
    tab = remote.another_tab()
    tab.open()
    assert remote.asks("refresh").value["event"] == "renewed"
    assert tab.history() == ["nothing_stored"]
    assert tab.page.evaluate("Object.keys(sessionStorage)") == []


@remote("launcher", token_storage="memory")
def test_the_launcher_hands_a_session_in_memory_to_the_app(remote: Remote, site: Site) -> None:
    """Tokens in memory pass from the launcher to the app without storage."""
    remote.signs_in()
    expect(remote.page.locator("#name")).to_have_text("Ada Lovelace")
    assert remote.page.evaluate("Object.keys(sessionStorage)") == []
    assert site.grants() == ["authorization_code"]
