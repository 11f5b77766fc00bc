"""Cognito facts 2: the authorization endpoint, its parameters, and where each error lands."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from cognito_stand_in import FakeCognito
from tests.contract.app import ADA, ADA_PASSWORD, CALLBACK, CLIENT_ID, App, Clock, answer, claims

BOTH = ["/oauth2/authorize", "/login"]


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize(
    ("changes", "location"),
    [
        ({"client_id": "unknown"}, "/error?error=invalid_request&client_id=unknown"),
        (
            {"redirect_uri": "http://localhost:8000"},
            f"/error?error=redirect_mismatch&client_id={CLIENT_ID}",
        ),
        (
            {"redirect_uri": "http://localhost:8000/x"},
            f"/error?error=redirect_mismatch&client_id={CLIENT_ID}",
        ),
        (
            {"redirect_uri": "https://localhost:8000/"},
            f"/error?error=redirect_mismatch&client_id={CLIENT_ID}",
        ),
        (
            {"redirect_uri": "http://127.0.0.1:8000/"},
            f"/error?error=redirect_mismatch&client_id={CLIENT_ID}",
        ),
        (
            {"redirect_uri": "http://LOCALHOST:8000/"},
            f"/error?error=redirect_mismatch&client_id={CLIENT_ID}",
        ),
        (
            {"redirect_uri": "http://localhost:8000/#"},
            f"/error?error=redirect_mismatch&client_id={CLIENT_ID}",
        ),
    ],
)
def test_untrusted_requests_never_reach_the_app(
    app: App, path: str, changes: dict[str, str], location: str
) -> None:
    """An unknown client or unregistered redirect URI lands on /error, status 400, unframeable."""
    response = app.http.get(app.url(path, **changes))
    assert (response.status_code, response.headers["location"]) == (302, location)
    page = app.http.get(location)
    assert page.status_code == 400
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "x-amz-cognito-request-id" in page.headers


@pytest.mark.parametrize("missing", ["client_id", "redirect_uri"])
def test_the_error_page_names_what_is_missing(app: App, missing: str) -> None:
    """A missing client_id or redirect_uri is named on the /error page."""
    changes: dict[str, str | None] = {missing: None}
    app.browser.open(app.url(**changes))
    assert app.browser.page is not None
    assert app.browser.page.response.status_code == 400
    assert app.browser.page.alerts == [f"Required String parameter '{missing}' is not present"]


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize(
    ("changes", "query"),
    [
        ({"response_type": None}, "state=state-1&error=invalid_request"),
        ({"response_type": "id_token"}, "state=state-1&error=invalid_request"),
        ({"code_challenge_method": None}, "state=state-1&error=invalid_request"),
        ({"code_challenge": None}, "state=state-1&error=invalid_request"),
        ({"code_challenge_method": "plain"}, "state=state-1&error=invalid_request"),
        ({"code_challenge": "too-short"}, "state=state-1&error=invalid_request"),
        (
            {"scope": "openid offline_access"},
            "error_description=invalid_scope&state=state-1&error=invalid_request",
        ),
        (
            {"scope": "openid api/delete"},
            "error_description=invalid_scope&state=state-1&error=invalid_request",
        ),
        ({"scope": "email"}, "error_description=invalid_scope&state=state-1&error=invalid_request"),
        ({"scope": "x", "state": None}, "error_description=invalid_scope&error=invalid_request"),
        ({"prompt": "none"}, "error=login_required&state=state-1"),
        ({"prompt": "none login"}, "state=state-1&error=invalid_request"),
        ({"max_age": "soon"}, "state=state-1&error=invalid_request"),
        ({"identity_provider": "Nobody"}, "state=state-1&error=invalid_request"),
        ({"resource": "ftp.example.com"}, "state=state-1&error=invalid_request"),
        ({"resource": "http://api.example.com"}, "state=state-1&error=invalid_request"),
    ],
)
def test_other_errors_go_back_to_the_app(
    app: App, path: str, changes: dict[str, str | None], query: str
) -> None:
    """Every other error returns to the callback in Cognito's own order and encoding."""
    response = app.http.get(app.url(path, **changes))
    assert response.status_code == 302
    assert response.headers["location"] == f"{CALLBACK}?{query}"


def test_the_implicit_grant_is_refused_in_the_fragment(app: App) -> None:
    """A response type that the client may not use is unauthorized_client, in the fragment."""
    location = app.http.get(app.url(response_type="token")).headers["location"]
    assert location == f"{CALLBACK}#state=state-1&error=unauthorized_client"


def test_a_repeated_parameter_is_refused(app: App) -> None:
    """RFC 6749 section 3.1 forbids giving a parameter twice."""
    location = app.http.get(f"{app.url()}&scope=openid").headers["location"]
    assert answer(location)["error"] == "invalid_request"


def test_scope_errors_can_have_the_documented_name(app: App, cognito: FakeCognito) -> None:
    """A switch gives the error name that the documentation prints instead of the captured one."""
    cognito.switches.scope_error = "invalid_scope"
    assert (
        answer(app.http.get(app.url(scope="nothing")).headers["location"])["error"]
        == "invalid_scope"
    )


def test_long_state_can_be_refused(app: App, cognito: FakeCognito) -> None:
    """A switch limits the length of state, whose real limit nobody knows."""
    cognito.switches.max_state_length = 10
    assert app.http.get(app.url(state="x" * 11)).headers["location"].startswith("/error?")
    assert app.http.get(app.url(state="x" * 10)).headers["location"].startswith("/login?")


def test_without_a_session_the_login_page_gets_the_same_query(app: App) -> None:
    """Authorize redirects to /login with the query unchanged, byte for byte."""
    url = app.url(state="a b+c/é", lang="de")
    assert app.http.get(url).headers["location"] == url.replace("/oauth2/authorize", "/login")


def test_the_callback_has_code_then_state(app: App) -> None:
    """The callback carries code and state in that order and nothing else."""
    pairs = parse_qsl(urlsplit(app.sign_in()).query)
    assert [name for name, _ in pairs] == ["code", "state"]
    assert len(pairs[0][1].split("-")) == 5


@pytest.mark.parametrize("state", ["", "a b", "ä€😀", "%2B+&=#", "=" * 2000])
def test_state_comes_back_as_it_was(app: App, state: str) -> None:
    """State returns with the same value, whatever it holds."""
    assert answer(app.sign_in(state=state))["state"] == state


def test_without_state_none_comes_back(app: App) -> None:
    """The callback has no state when none was sent."""
    assert set(answer(app.sign_in(state=None))) == {"code"}


def test_a_session_answers_at_once(app: App) -> None:
    """With a session authorize goes straight back to the app with a new code."""
    first = app.code()
    location = app.http.get(app.url()).headers["location"]
    assert location.startswith(f"{CALLBACK}?code=")
    assert answer(location)["code"] != first


def test_prompt_none_succeeds_with_a_session(app: App) -> None:
    """prompt=none gives a code when somebody is signed in."""
    app.sign_in()
    assert "code" in answer(app.browser.open(app.url(prompt="none")))


def test_prompt_login_shows_the_form_in_spite_of_a_session(app: App) -> None:
    """prompt=login forces the sign-in page."""
    app.sign_in()
    assert "/login?" in app.browser.open(app.url(prompt="login"))


def test_prompt_select_account_changes_nothing_for_local_people(app: App) -> None:
    """Only none and login affect people of the pool itself."""
    app.sign_in()
    assert "code" in answer(app.browser.open(app.url(prompt="select_account")))


def test_the_classic_hosted_ui_ignores_prompt_and_resource(app: App, cognito: FakeCognito) -> None:
    """Without managed login, prompt=none shows the sign-in page and resource binds nothing."""
    cognito.pool.managed_login = False
    assert "/login?" in app.browser.open(app.url(prompt="none"))
    assert "aud" not in claims(app.tokens(resource="https://api.example.com")["access_token"])


def test_max_age_asks_again_when_the_sign_in_is_older(app: App, clock: Clock) -> None:
    """max_age compares now with auth_time."""
    app.sign_in()
    clock.advance(61)
    assert "code" in answer(app.browser.open(app.url(max_age="61")))
    assert "/login?" in app.browser.open(app.url(max_age="60"))


def test_login_hint_fills_in_the_username(app: App) -> None:
    """login_hint is in the username field."""
    app.browser.open(app.url(login_hint='a"d<a'))
    assert app.browser.page is not None
    assert app.browser.page.forms[0][1]["username"] == 'a"d<a'


@pytest.mark.parametrize(("lang", "cookie"), [("de", "de"), ("xx", None)])
def test_lang_sets_a_cookie(app: App, lang: str, cookie: str | None) -> None:
    """A known language is kept in the lang cookie."""
    app.browser.open(app.url(lang=lang))
    assert app.http.cookies.get("lang-eu-west-1_StandIn01-8001") == cookie


def test_pkce_is_not_required(app: App) -> None:
    """A request without PKCE is served, because Cognito has no setting to require it."""
    code = app.code(code_challenge=None, code_challenge_method=None)
    assert app.exchange(code, code_verifier=None).status_code == 200


def test_no_scope_means_all_scopes_of_the_client(app: App) -> None:
    """Without scope the access token has every scope that the client may ask for."""
    scopes = claims(app.tokens(scope=None)["access_token"])["scope"].split()
    assert scopes == list(app.cognito.pool.clients[CLIENT_ID].scopes)


def test_the_only_redirect_uri_may_be_left_out(app: App, cognito: FakeCognito) -> None:
    """A client with one provider and one callback URL may leave redirect_uri out."""
    client = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients[CLIENT_ID] = replace(client, identity_providers=("COGNITO",))
    assert app.sign_in(redirect_uri=None).startswith(f"{CALLBACK}?code=")


def test_a_callback_with_a_query_keeps_it(app: App, cognito: FakeCognito) -> None:
    """Parameters are added to a callback URL that has some."""
    callback = f"{CALLBACK}?a=b"
    client = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients[CLIENT_ID] = replace(client, callback_urls=(callback,))
    assert app.sign_in(redirect_uri=callback).startswith(f"{callback}&code=")


def test_the_implicit_grant_answers_in_the_fragment(app: App, cognito: FakeCognito) -> None:
    """A client with the implicit grant gets tokens in the fragment, never a refresh token."""
    client = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients[CLIENT_ID] = replace(client, flows=("code", "implicit"))
    fragment = urlsplit(app.sign_in(response_type="token")).fragment
    names = [name for name, _ in parse_qsl(fragment)]
    assert names == ["id_token", "access_token", "token_type", "expires_in", "state"]


def test_only_get_is_allowed(app: App) -> None:
    """Authorize takes no POST and answers no cross-origin script."""
    assert app.http.post(app.url()).status_code == 405
    assert "access-control-allow-origin" not in app.http.get(app.url()).headers


@pytest.mark.parametrize("parameter", ["identity_provider", "idp_identifier"])
def test_a_provider_skips_the_login_page(app: App, parameter: str) -> None:
    """identity_provider and idp_identifier go straight to the provider's own page."""
    value = {"identity_provider": "Example", "idp_identifier": "example.org"}[parameter]
    place = app.browser.open(
        app.url(**{parameter: value}, login_hint="dorothy", prompt="select_account")
    )
    assert "/provider/authorize?" in place
    assert (answer(place)["login_hint"], answer(place)["prompt"]) == ("dorothy", "select_account")
    assert app.browser.page is not None
    assert app.browser.page.forms[0][1]["person"] == "dorothy"


def test_the_provider_cognito_means_the_login_page(app: App) -> None:
    """identity_provider=COGNITO is the pool itself."""
    place = app.browser.sign_in(app.url(identity_provider="COGNITO"), ADA, ADA_PASSWORD)
    assert "code" in answer(place)
