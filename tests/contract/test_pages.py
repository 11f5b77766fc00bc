"""Cognito facts 3: the interactive pages, the browser's session, and federated sign-in."""

from dataclasses import replace

import pytest

from cognito_stand_in import FakeCognito, SimpleBrowser
from cognito_stand_in.directory_errors import DirectoryError
from cognito_stand_in.messages import Purpose
from tests.contract.api import Api
from tests.contract.app import ADA, ADA_PASSWORD, CALLBACK, CLIENT_ID, App, Clock, answer, claims

NEW = {"username": "emmy", "email": "emmy@example.com", "password": "Noether-Theorem-1915"}
KNOWN = {"username": NEW["username"], "password": NEW["password"]}


def alerts(app: App) -> list[str]:
    """Return the alerts on the page."""
    assert app.browser.page is not None, "the browser left for the app"
    return app.browser.page.alerts


def code_sent(app: App, username: str, purpose: Purpose) -> str:
    """Return the code that would have been sent by e-mail."""
    return app.cognito.directory.outbox[username, purpose].code


def sign_up(app: App) -> str:
    """Sign Emmy up."""
    app.browser.open(app.url("/signup"))
    return app.browser.submit(NEW)


@pytest.mark.parametrize("path", ["/login", "/signup", "/forgotPassword"])
def test_pages_defend_themselves(app: App, path: str) -> None:
    """Pages cannot be framed, cached, or made to run or load anything, and leak no referrer."""
    headers = app.http.get(app.url(path)).headers
    policy = headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "no-store" in headers["cache-control"]
    assert policy.startswith(
        "default-src 'none'; style-src 'self'; form-action 'self' http://localhost:8000;"
    )


def test_the_login_page_may_send_forms_to_custom_schemes(app: App, cognito: FakeCognito) -> None:
    """form-action follows the callback, whatever its scheme: browsers apply it to redirects."""
    client = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients[CLIENT_ID] = replace(client, callback_urls=("myapp://back",))
    policy = app.http.get(app.url("/login", redirect_uri="myapp://back")).headers[
        "content-security-policy"
    ]
    assert "form-action 'self' myapp:;" in policy


@pytest.mark.parametrize("username", ["ada", "ADA", "ada@example.com", " ada "])
def test_people_sign_in_by_name_or_address(app: App, username: str) -> None:
    """A username or a verified e-mail address signs in, in any case."""
    assert "code" in answer(app.browser.sign_in(app.url(), username, ADA_PASSWORD))


@pytest.mark.parametrize(
    ("username", "password"), [("ada", "wrong"), ("nobody", ADA_PASSWORD), ("", "")]
)
def test_a_wrong_password_stays_on_the_page(app: App, username: str, password: str) -> None:
    """A wrong name and a wrong password look the same and never reach the app."""
    app.browser.sign_in(app.url(), username, password)
    assert alerts(app) == ["Incorrect username or password."]
    assert "code" in answer(app.browser.submit({"username": ADA, "password": ADA_PASSWORD}))


def test_an_unverified_address_is_no_name(app: App, cognito: FakeCognito) -> None:
    """An address that was never verified does not sign in."""
    cognito.pool.users[ADA].attributes["email_verified"] = "false"
    app.browser.sign_in(app.url(), "ada@example.com", ADA_PASSWORD)
    assert alerts(app) == ["Incorrect username or password."]


def test_unknown_names_show_when_the_client_allows(app: App, cognito: FakeCognito) -> None:
    """Without PreventUserExistenceErrors the page says that there is no such person."""
    client = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients[CLIENT_ID] = replace(client, prevent_user_existence_errors=False)
    app.browser.sign_in(app.url(), "nobody", "wrong")
    assert alerts(app) == ["User does not exist."]


def test_a_disabled_person_cannot_sign_in(app: App, cognito: FakeCognito) -> None:
    """A disabled account is refused on the page."""
    cognito.pool.users[ADA].enabled = False
    app.sign_in()
    assert alerts(app) == ["User is disabled."]


@pytest.mark.parametrize("token", ["", "1800000000.", "x.y", "1800000000." + "0" * 64, "é.é"])
def test_a_foreign_form_is_refused(app: App, cognito: FakeCognito, token: str) -> None:
    """A form without our CSRF token signs nobody in."""
    app.browser.open(app.url())
    app.browser.submit({"username": ADA, "password": ADA_PASSWORD, "_csrf": token})
    assert app.browser.page is not None
    assert app.browser.page.response.status_code == 400
    assert app.http.cookies.get(cognito.cookie_name("cognito")) is None


def test_a_form_of_another_browser_is_refused(app: App, cognito: FakeCognito) -> None:
    """A CSRF token belongs to the browser that it was given to."""
    other = App(cognito)
    other.browser.open(other.url())
    assert other.browser.page is not None
    stolen = other.browser.page.forms[0][1]["_csrf"]
    app.browser.open(app.url())
    app.browser.submit({"username": ADA, "password": ADA_PASSWORD, "_csrf": stolen})
    assert app.http.cookies.get(cognito.cookie_name("cognito")) is None


def test_a_temporary_password_is_replaced(app: App, cognito: FakeCognito) -> None:
    """The first sign-in with it asks for another one, and then goes on to the app."""
    user = cognito.pool.users[ADA]
    user.temporary_password = True
    page = app.browser.sign_in(app.url(), ADA, ADA_PASSWORD)
    assert "/changePassword?" in page
    assert "cognito" not in app.http.cookies
    app.browser.submit({"password": "weak"})
    assert app.browser.page is not None
    assert "Password did not conform with policy" in app.browser.page.alerts[0]
    callback = app.browser.submit({"password": "Difference-Engine-1822"})
    assert app.exchange(answer(callback)["code"]).status_code == 200
    assert not user.temporary_password
    other = SimpleBrowser(cognito)
    assert other.sign_in(app.url(), ADA, "Difference-Engine-1822").startswith(CALLBACK)


def test_a_second_factor_follows_a_new_password(app: App, cognito: FakeCognito) -> None:
    """If the app asked for a level that needs one."""
    user = cognito.pool.users[ADA]
    user.temporary_password, user.second_factors = True, ["totp"]
    app.browser.sign_in(app.url(acr_values="urn:cognito:loa:4"), ADA, ADA_PASSWORD)
    assert "/mfa?" in app.browser.submit({"password": "Difference-Engine-1822"})


def test_a_temporary_password_is_replaced_only_after_it_was_given(
    app: App, cognito: FakeCognito
) -> None:
    """And only once: the page works for nobody else, and not after the account has changed."""
    cognito.pool.users[ADA].temporary_password = True
    app.browser.open(app.url("/changePassword"))
    assert app.browser.page is not None
    assert app.browser.page.forms == []
    app.browser.sign_in(app.url(), ADA, ADA_PASSWORD)
    cognito.pool.users[ADA].temporary_password = False
    app.browser.submit({"password": "Difference-Engine-1822"})
    assert app.browser.page.response.status_code == 400
    assert SimpleBrowser(cognito).sign_in(app.url(), ADA, ADA_PASSWORD).startswith(CALLBACK)


def test_an_unfinished_sign_in_ends_after_five_minutes(app: App, clock: Clock) -> None:
    """A form sent five minutes after the page was opened goes wrong, whatever came between."""
    app.browser.open(app.url())
    clock.advance(200)
    app.browser.submit({"username": ADA, "password": "wrong"})
    clock.advance(100)
    app.browser.submit({"username": ADA, "password": ADA_PASSWORD})
    assert app.browser.page is not None
    assert "Something went wrong" in app.browser.page.response.text


@pytest.mark.parametrize(("disturbed", "succeeds"), [(False, True), (True, False)])
def test_tabs_and_each_other(
    app: App, cognito: FakeCognito, *, disturbed: bool, succeeds: bool
) -> None:
    """Two open sign-in pages work, unless a switch lets them break each other."""
    cognito.switches.tabs_disturb_each_other = disturbed
    app.browser.open(app.url())
    first = app.browser.page
    app.browser.open(app.url())
    app.browser.page = first
    place = app.browser.submit({"username": ADA, "password": ADA_PASSWORD})
    assert place.startswith(CALLBACK) is succeeds


def test_the_session_lasts_one_hour_and_never_slides(app: App, clock: Clock) -> None:
    """The session ends an hour after sign-in although it was used in between."""
    app.sign_in()
    clock.advance(3599)
    assert "code" in answer(app.browser.open(app.url()))
    clock.advance(1)
    assert "/login?" in app.browser.open(app.url())


def test_the_session_survives_revocation_and_refresh(app: App) -> None:
    """Neither refreshing nor revoking touches the browser's session."""
    tokens = app.tokens()
    app.refresh(tokens["refresh_token"])
    app.revoke(tokens["refresh_token"])
    assert "code" in answer(app.browser.open(app.url()))


def test_the_session_cookie_is_for_the_domain_only(app: App) -> None:
    """The cookie is HttpOnly, lax, without a Domain, and lasts an hour."""
    app.browser.open(app.url())
    assert app.browser.page is not None
    action, fields = app.browser.page.forms[0]
    cookie = app.http.post(
        action, data={**fields, "username": ADA, "password": ADA_PASSWORD}
    ).headers["set-cookie"]
    assert cookie.startswith("cognito-eu-west-1_StandIn01-8001=")
    assert {"HttpOnly", "Max-Age=3600", "Path=/", "SameSite=lax"} == set(cookie.split("; ")[1:])


def test_the_login_page_can_offer_the_session(app: App, cognito: FakeCognito) -> None:
    """A switch makes /login offer 'Sign in as …' instead of going on at once."""
    app.sign_in()
    cognito.switches.login_offers_session = True
    app.browser.open(app.url("/login"))
    assert app.browser.page is not None
    assert "Sign in as ada" in app.browser.page.response.text
    assert "code" in answer(app.browser.submit({"continue": "yes"}))


def test_sign_up_confirms_and_signs_in(app: App) -> None:
    """A new person types the code and is back in the app, signed in, with a verified address."""
    assert "/confirm?" in sign_up(app)
    tokens = app.exchange(
        answer(app.browser.submit({"code": code_sent(app, "emmy", "confirm")}))["code"]
    ).json()
    assert claims(tokens["id_token"])["cognito:username"] == "emmy"
    assert claims(tokens["id_token"])["email_verified"] is True


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        ({"username": "ada"}, "User already exists"),
        ({"password": "short"}, "Password did not conform with policy: Password not long enough"),
        (
            {"password": "no-upper-case-1"},
            "Password did not conform with policy: Password must have uppercase characters",
        ),
        ({"email": "nowhere"}, "Invalid email address format."),
    ],
)
def test_mistakes_at_sign_up_stay_on_the_page(
    app: App, changes: dict[str, str], mistake: str
) -> None:
    """Taken names, weak passwords and bad addresses are shown on the page."""
    app.browser.open(app.url("/signup"))
    app.browser.submit(NEW | changes)
    assert alerts(app) == [mistake]


def test_a_link_confirms_without_signing_in(app: App, cognito: FakeCognito) -> None:
    """The link of an e-mail works once, in any browser, and a spoilt one says what is wrong."""
    sign_up(app)
    assert app.browser.page is not None
    link = app.browser.page.link_to("/confirmUser?")
    elsewhere = App(cognito)
    elsewhere.browser.open(link.replace("confirmation_code=", "confirmation_code=0"))
    assert alerts(elsewhere) == ["Invalid verification code provided, please try again."]
    elsewhere.browser.open(link)
    assert alerts(elsewhere) == ["Your registration has been confirmed!"]
    assert cognito.pool.users["emmy"].confirmed
    elsewhere.browser.open(elsewhere.url("/login"))
    assert "code" in answer(elsewhere.browser.submit(KNOWN))
    elsewhere.browser.open(link)
    assert alerts(elsewhere) == ["Invalid verification code provided, please try again."]


def test_a_wrong_confirmation_code_stays_on_the_page(app: App) -> None:
    """A wrong code is refused and the right one still works."""
    sign_up(app)
    app.browser.submit({"code": "not-it"})
    assert alerts(app) == ["Invalid verification code provided, please try again."]
    assert "code" in answer(app.browser.submit({"code": code_sent(app, "emmy", "confirm")}))


def test_a_new_confirmation_code_replaces_the_old(app: App) -> None:
    """/resendcode sends another code."""
    sign_up(app)
    app.cognito.directory.outbox["emmy", "confirm"].code = "old"
    assert "/confirm?" in app.browser.submit({}, form=1)
    assert code_sent(app, "emmy", "confirm") != "old"


def test_an_unconfirmed_person_is_told_so_and_can_confirm(app: App, cognito: FakeCognito) -> None:
    """Signing in before confirming shows the page again, with a link to the code."""
    sign_up(app)
    later = App(cognito)
    later.browser.sign_in(later.url(), NEW["username"], NEW["password"])
    assert alerts(later) == ["User is not confirmed."]
    assert later.browser.page is not None
    later.browser.open(later.browser.page.link_to("/confirm?"))
    assert "code" in answer(later.browser.submit({"code": code_sent(later, "emmy", "confirm")}))


def test_a_pool_that_confirms_by_itself_signs_in_at_once(app: App, cognito: FakeCognito) -> None:
    """With the auto-confirm trigger sign-up ends in the app."""
    cognito.pool.auto_confirm = True
    assert "code" in answer(sign_up(app))


def test_a_closed_pool_lets_nobody_sign_up(app: App, cognito: FakeCognito) -> None:
    """Without self sign-up the page refuses and /login has no link to it."""
    cognito.pool.sign_up_allowed = False
    sign_up(app)
    assert alerts(app) == ["SignUp is not permitted for this user pool"]
    assert "/signup" not in app.http.get(app.url("/login")).text


def test_a_forgotten_password_is_replaced(app: App) -> None:
    """With the code a person sets a new password, and the old one no longer works."""
    app.browser.open(app.url("/forgotPassword"))
    assert "/confirmforgotPassword?" in app.browser.submit({"username": ADA})
    place = app.browser.submit(
        {"code": code_sent(app, ADA, "reset"), "password": "Difference-Engine-2"}
    )
    assert "/login?" in place
    app.browser.submit({"username": ADA, "password": ADA_PASSWORD})
    assert alerts(app) == ["Incorrect username or password."]
    assert "code" in answer(
        app.browser.submit({"username": ADA, "password": "Difference-Engine-2"})
    )


def test_a_reset_does_not_tell_who_exists(app: App) -> None:
    """An unknown name leads to the same page, and no code works there."""
    app.browser.open(app.url("/forgotPassword"))
    assert "/confirmforgotPassword?" in app.browser.submit({"username": "nobody"})
    app.browser.submit({"code": "000000", "password": "Difference-Engine-2"})
    assert alerts(app) == ["Invalid verification code provided, please try again."]


def test_a_reset_code_lasts_an_hour(cognito: FakeCognito, clock: Clock) -> None:
    """A code for a forgotten password is refused an hour later."""
    code = cognito.directory.send_code(cognito.pool.users[ADA], "reset").code
    clock.advance(3600)
    with pytest.raises(DirectoryError, match="request a code again"):
        cognito.directory.reset_by_code(ADA, code, "Difference-Engine-2")


@pytest.mark.parametrize("path", ["/confirm", "/confirmforgotPassword"])
def test_pages_in_the_middle_cannot_be_opened_directly(app: App, path: str) -> None:
    """A page that follows from another shows nothing to a browser that did not come from there."""
    assert app.http.get(app.url(path)).status_code == 400


def test_somebody_deleted_on_the_way_cannot_go_on(app: App, cognito: FakeCognito) -> None:
    """An interaction ends when its account is deleted."""
    sign_up(app)
    del cognito.pool.users["emmy"]
    app.browser.submit({"code": code_sent(app, "emmy", "confirm")})
    assert app.browser.page is not None
    assert app.browser.page.response.status_code == 400


def test_an_address_can_be_confirmed_for_one_person_only(app: App) -> None:
    """A new account with somebody's verified address cannot confirm that address."""
    app.browser.open(app.url("/signup"))
    app.browser.submit(NEW | {"email": "ada@example.com"})
    app.browser.submit({"code": code_sent(app, "emmy", "confirm")})
    assert alerts(app) == ["An account with the email already exists."]


def test_a_federated_person_signs_in(app: App) -> None:
    """The provider's person comes back with identities, a group of the provider, and a nonce."""
    app.browser.open(app.url(identity_provider="Example", scope="openid", nonce=None))
    tokens = app.exchange(answer(app.browser.submit({"person": "katherine"}))["code"]).json()
    token = claims(tokens["id_token"])
    assert token["cognito:username"] == "Example_katherine"
    assert token["cognito:groups"] == ["eu-west-1_StandIn01_Example"]
    assert token["nonce"]
    (identity,) = token["identities"]
    assert identity == {
        "userId": "katherine",
        "providerName": "Example",
        "providerType": "OIDC",
        "issuer": "https://provider.example.org",
        "primary": "true",
        "dateCreated": "1800000000000",
    }
    assert app.user_info(tokens["access_token"]).json()["identities"].startswith('[{"userId"')


def test_federated_people_have_a_group(app: App, cognito: FakeCognito) -> None:
    """Cognito makes one for each provider, and lists it with the others."""
    name = f"{cognito.pool.pool_id}_Example"
    assert name not in cognito.pool.groups
    app.browser.open(app.url(identity_provider="Example"))
    callback = app.browser.submit({"person": "katherine"})
    token = app.exchange(answer(callback)["code"]).json()["id_token"]
    assert claims(token)["cognito:groups"] == [name]
    api = Api(app)
    groups = api.admin("ListGroups")["Groups"]
    assert name in [group["GroupName"] for group in groups]
    found = api.admin("AdminListGroupsForUser", Username="Example_katherine")["Groups"]
    assert [group["GroupName"] for group in found] == [name]
    assert found[0]["Description"].startswith("Autogenerated group for users who sign in")


def test_cancelling_at_the_provider_comes_back_as_access_denied(app: App) -> None:
    """Cancel relays the provider's access_denied with our state."""
    app.browser.open(app.url(identity_provider="Example"))
    assert answer(app.browser.submit({"cancel": "yes"})) == {
        "state": "state-1",
        "error": "access_denied",
    }


def test_the_login_page_links_to_providers(app: App) -> None:
    """The sign-in page offers the client's providers, even when the URL named the pool itself."""
    app.browser.open(app.url("/login", identity_provider="COGNITO"))
    assert app.browser.page is not None
    app.browser.open(app.browser.page.link_to("identity_provider=Example"))
    assert "code" in answer(app.browser.submit({}))


def test_a_provider_answer_of_another_browser_is_refused(app: App, cognito: FakeCognito) -> None:
    """Following another person's response signs nobody in."""
    other = App(cognito)
    other.browser.open(other.url(identity_provider="Example"))
    assert other.browser.page is not None
    state = answer(str(other.browser.page.response.url))["state"]
    assert (
        app.http.get("/oauth2/idpresponse", params={"code": "x", "state": state}).status_code == 400
    )


def test_a_session_of_another_provider_does_not_answer(app: App) -> None:
    """Asking for a provider while signed in elsewhere goes to the provider."""
    app.sign_in()
    assert "/provider/authorize?" in app.browser.open(app.url(identity_provider="Example"))
