"""Cognito facts 6 and 7: userInfo with its string booleans, and the two forms of /logout."""

from collections.abc import Sequence

import pytest

from cognito_stand_in import FakeCognito
from tests.contract.app import CALLBACK, CLIENT_ID, MACHINE_ID, MACHINE_SECRET, App, Clock, answer

ALLOW_HEADERS = "access-control-allow-headers"
DEAD = (
    'error="invalid_token", error_description="Access token is expired, disabled, or deleted, '
    'or the user has globally signed out."'
)


def test_user_info_is_all_strings(app: App) -> None:
    """Booleans are strings in userInfo, and groups are not there."""
    response = app.user_info(app.tokens()["access_token"])
    document = response.json()
    assert document.pop("sub")
    assert document == {"email": "ada@example.com", "email_verified": "true", "username": "ada"}
    assert response.headers["content-type"] == "application/json;charset=UTF-8"
    assert response.headers["cache-control"] == "no-cache, no-store, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (
            "openid",
            {"email", "email_verified", "name", "given_name", "family_name", "custom:department"},
        ),
        ("openid profile", {"name", "given_name", "family_name", "custom:department"}),
        ("openid email", {"email", "email_verified"}),
        ("openid phone", set()),
        (
            "openid api/read",
            {"email", "email_verified", "name", "given_name", "family_name", "custom:department"},
        ),
    ],
)
def test_attributes_follow_the_scopes(app: App, scope: str, names: set[str]) -> None:
    """Openid alone shows every readable attribute, and further scopes narrow it."""
    document = app.user_info(app.tokens(scope=scope)["access_token"]).json()
    assert set(document) == names | {"sub", "username"}


def test_user_info_without_a_token_is_a_bad_request(app: App) -> None:
    """No token is 400 with a challenge that names no scheme."""
    response = app.http.get("/oauth2/userInfo")
    assert response.status_code == 400
    assert response.headers["www-authenticate"] == (
        'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"'
    )


@pytest.mark.parametrize("token", ["garbage", "a.b.c", "e30.e30.e30", "W10.W10.W10", "."])
def test_user_info_refuses_garbage(app: App, token: str) -> None:
    """A token that is none is 401 invalid_token."""
    response = app.user_info(token)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, DEAD)


def test_user_info_refuses_id_tokens(app: App) -> None:
    """An ID token is not an access token."""
    assert app.user_info(app.tokens()["id_token"]).status_code == 401


def test_user_info_refuses_expired_tokens(app: App, clock: Clock) -> None:
    """A token is good until exp."""
    token = app.tokens()["access_token"]
    clock.advance(3599)
    assert app.user_info(token).status_code == 200
    clock.advance(1)
    assert app.user_info(token).headers["www-authenticate"] == DEAD


@pytest.mark.parametrize("status", [401, 403])
def test_user_info_needs_openid(app: App, cognito: FakeCognito, status: int) -> None:
    """A token without openid is refused, a person's and a machine's alike, by a switch."""
    cognito.switches.user_info_no_openid_status = status
    machine = app.machine(client_id=MACHINE_ID, client_secret=MACHINE_SECRET).json()
    for tokens in (app.tokens(scope="api/read"), machine):
        response = app.user_info(tokens["access_token"])
        assert response.status_code == status
        assert "does not contain openid scope" in response.headers["www-authenticate"]


@pytest.mark.parametrize("path", ["/oauth2/userInfo", "/oauth2/token", "/oauth2/revoke"])
def test_preflights_are_answered(app: App, path: str) -> None:
    """The three endpoints for scripts answer preflights and allow Authorization by name."""
    headers = app.http.options(path).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "Authorization" in headers["access-control-allow-headers"]


# What AWS's SDK for JavaScript, Amplify and a page's own fetch add to their requests.
SDK_HEADERS = (
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "cache-control",
    "content-type",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-target",
    "x-amz-user-agent",
)


def allowed(app: App, url: str, requested: Sequence[str]) -> set[str]:
    """Return the headers that a preflight for these allows, in lower case."""
    headers = {
        "origin": "http://localhost:8000",
        "access-control-request-method": "POST",
        "access-control-request-headers": ",".join(requested),
    }
    reply = app.http.options(url, headers=headers)
    return {name.strip().lower() for name in reply.headers[ALLOW_HEADERS].split(",")}


@pytest.mark.parametrize(
    "url",
    ["/oauth2/userInfo", "/oauth2/token", "/oauth2/revoke", "http://localhost:8002/"],
)
def test_preflights_allow_the_headers_of_aws_sdks(app: App, url: str) -> None:
    """Names that only Cognito's own clients send, and no others."""
    assert allowed(app, url, SDK_HEADERS) >= set(SDK_HEADERS)
    assert not allowed(app, url, [*SDK_HEADERS, "x-custom", "dpop"]) & {"x-custom", "dpop"}
    assert not any("*" in name for name in allowed(app, url, []))


def test_the_allowed_headers_are_a_switch(app: App, cognito: FakeCognito) -> None:
    """They are inferred from what clients need."""
    cognito.switches.set("preflight_headers", "Content-Type")
    assert allowed(app, "/oauth2/token", SDK_HEADERS) == {"content-type"}
    cognito.switches.set("preflight_headers", "*")
    assert allowed(app, "/oauth2/token", SDK_HEADERS) == {"*"}


def test_a_preflight_repeats_names_only(app: App) -> None:
    """What is not the name of a header never comes back."""
    assert "x-amz-a b" not in allowed(app, "/oauth2/token", ["x-amz-a b", "x-amz-<b>"])
    assert "x-amz-<b>" not in allowed(app, "/oauth2/token", ["x-amz-a b", "x-amz-<b>"])


@pytest.mark.parametrize(
    "path", ["/login", "/oauth2/authorize", "/logout", "/error", "/signup", "/forgotPassword"]
)
def test_no_other_path_answers_scripts(app: App, path: str) -> None:
    """Every other path of the domain is for top-level navigation only."""
    assert "access-control-allow-origin" not in app.http.get(path).headers
    assert app.http.options(path).status_code == 405


def test_logout_ends_the_session_and_returns_to_the_app(app: App) -> None:
    """client_id and logout_uri: exactly that URL comes back, without state."""
    app.sign_in()
    response = app.http.get(
        "/logout", params={"client_id": CLIENT_ID, "logout_uri": CALLBACK, "state": "s"}
    )
    assert (response.status_code, response.headers["location"]) == (302, CALLBACK)
    assert "/login?" in app.browser.open(app.url())


def test_logout_ends_the_session_at_the_server_too(app: App) -> None:
    """A copied cookie is worthless after sign-out."""
    app.sign_in()
    name = "cognito-eu-west-1_StandIn01-8001"
    cookie = app.http.cookies[name]
    app.http.get("/logout", params={"client_id": CLIENT_ID, "logout_uri": CALLBACK})
    app.http.cookies.clear()
    response = app.http.get(app.url(), headers={"cookie": f"{name}={cookie}"})
    assert "/login?" in response.headers["location"]


def test_logout_can_lead_to_the_login_page(app: App) -> None:
    """client_id, redirect_uri and response_type: the sign-in page, with all scopes by default."""
    app.sign_in()
    place = app.browser.open(app.url("/logout", scope=None, identity_provider="Example"))
    assert "/login?" in place
    assert answer(place)["scope"].startswith("openid email profile")
    assert answer(place)["state"] == "state-1"
    assert "identity_provider" not in answer(place)


@pytest.mark.parametrize("keeps", [True, False])
def test_logout_and_pkce(app: App, cognito: FakeCognito, *, keeps: bool) -> None:
    """Whether /logout passes PKCE parameters on is a switch."""
    cognito.switches.logout_keeps_pkce = keeps
    assert ("code_challenge" in answer(app.browser.open(app.url("/logout")))) is keeps


def test_logout_uri_beats_redirect_uri(app: App) -> None:
    """With both, logout_uri wins."""
    assert app.browser.open(app.url("/logout", logout_uri=CALLBACK)) == CALLBACK


@pytest.mark.parametrize(
    "parameters",
    [
        {"post_logout_redirect_uri": CALLBACK, "id_token_hint": "x"},
        {"logout_uri": "http://localhost:8000"},
        {"logout_uri": "https://evil.example/"},
        {"redirect_uri": CALLBACK},
        {},
    ],
)
def test_a_wrong_logout_ends_the_session_and_shows_an_error(
    app: App, parameters: dict[str, str]
) -> None:
    """OIDC-style and unregistered requests end the session and show the error page."""
    app.sign_in()
    response = app.http.get("/logout", params={"client_id": CLIENT_ID, **parameters})
    page = app.http.get(response.headers["location"])
    assert page.status_code == 400
    assert "/login?" in app.browser.open(app.url())


def test_an_oidc_logout_is_told_what_cognito_misses(app: App) -> None:
    """The page says that redirect_uri is not present."""
    app.browser.open(f"/logout?client_id={CLIENT_ID}&post_logout_redirect_uri={CALLBACK}")
    assert app.browser.page is not None
    assert app.browser.page.alerts == ["Required String parameter 'redirect_uri' is not present"]


@pytest.mark.parametrize(
    ("query", "text"), [("", "'client_id' is not present"), ("client_id=x", "invalid_request")]
)
def test_logout_needs_a_client(app: App, query: str, text: str) -> None:
    """Without a known client there is only the error page."""
    app.browser.open(f"/logout?{query}&logout_uri={CALLBACK}")
    assert app.browser.page is not None
    assert text in app.browser.page.alerts[0]
