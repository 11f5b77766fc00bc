"""Cognito facts 3 and 15: /passkeys/add, and sign-in with a passkey."""

import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from cognito_stand_in import FakeCognito
from tests.contract.app import ADA, CALLBACK, CLIENT_ID, App, answer, claims
from tests.contract.authenticator import Authenticator

URL = f"/passkeys/add?client_id={CLIENT_ID}&redirect_uri={CALLBACK}"
DOMAIN = "http://localhost:8001"
LEVEL = "urn:cognito:loa:{}".format
REFUSED = "The credential is malformed, or its signature is wrong."


def options_on(app: App) -> dict[str, Any]:
    """Return the options for the browser that the page has."""
    assert app.browser.page is not None
    found = re.search(r'data-options="([^"]*)"', app.browser.page.response.text)
    assert found is not None
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def add_passkey(app: App, authenticator: Authenticator) -> str:
    """Register a passkey of somebody who has signed in; return where that ends."""
    app.browser.open(URL)
    credential = authenticator.create(options_on(app))
    return app.browser.submit({"credential": json.dumps(credential)})


def begin(app: App, username: str = ADA, **changes: str | None) -> str:
    """Ask for a passkey at the sign-in page."""
    app.http.cookies.clear()
    app.browser.open(app.url(**changes))
    return app.browser.submit({"username": username, "factor": "WEB_AUTHN"})


def use(app: App, authenticator: Authenticator) -> str:
    """Use a passkey on the page; return where that ends."""
    credential = authenticator.get(options_on(app))
    return app.browser.submit({"credential": json.dumps(credential)})


def mistake_on(app: App) -> str:
    """Return the mistake that the page shows."""
    assert app.browser.page is not None
    (mistake,) = app.browser.page.alerts
    return mistake


def test_a_passkey_is_added_and_signs_in(app: App, cognito: FakeCognito) -> None:
    """The app gets the result, and later tokens of level 3."""
    app.sign_in()
    authenticator = Authenticator(origin=DOMAIN)
    assert add_passkey(app, authenticator) == f"{CALLBACK}?result=success"
    (passkey,) = cognito.pool.users[ADA].passkeys
    assert passkey.credential_id == authenticator.id
    assert "/passkey?" in begin(app, acr_values=LEVEL(3))
    assert [one["id"] for one in options_on(app)["allowCredentials"]] == [authenticator.id]
    token = claims(app.exchange(answer(use(app, authenticator))["code"]).json()["id_token"])
    assert (token["acr"], token["amr"]) == (LEVEL(3), ["swk"])
    assert passkey.sign_count == 1


def test_a_roaming_authenticator_is_hardware(app: App) -> None:
    """Its amr is hwk."""
    app.sign_in()
    authenticator = Authenticator(origin=DOMAIN, attachment="cross-platform")
    add_passkey(app, authenticator)
    begin(app, acr_values=LEVEL(3))
    token = claims(app.exchange(answer(use(app, authenticator))["code"]).json()["id_token"])
    assert token["amr"] == ["hwk"]


def test_passkeys_that_are_refused(app: App) -> None:
    """Of another RP ID, another page, another key, copied, or without a name that is known."""
    app.sign_in()
    authenticator = Authenticator(origin=DOMAIN)
    add_passkey(app, authenticator)
    begin(app)
    authenticator.rp_id = "evil.example"
    assert "/passkey?" in use(app, authenticator)
    assert mistake_on(app) == "The passkey belongs to another relying party."
    authenticator.rp_id, authenticator.origin = "localhost", "https://evil.example"
    assert "/passkey?" in use(app, authenticator)
    assert mistake_on(app) == "The origin https://evil.example is not allowed."
    authenticator.origin = DOMAIN
    stranger = Authenticator(origin=DOMAIN)
    assert "/passkey?" in use(app, stranger)
    assert mistake_on(app) == "The passkey is unknown."
    stranger.credential_id = authenticator.credential_id
    assert "/passkey?" in use(app, stranger)
    assert mistake_on(app) == REFUSED
    assert use(app, authenticator).startswith(CALLBACK)
    begin(app)
    authenticator.counter = 0
    assert "/passkey?" in use(app, authenticator)
    assert mistake_on(app) == "The passkey's signature counter has not increased."


def test_a_passkey_of_another_person(app: App) -> None:
    """Grace's does not sign Ada in, nor is Ada's name with no passkey told from nobody's."""
    app.browser.sign_in(app.url(), "grace", "First-Actual-Bug-1947")
    authenticator = Authenticator(origin=DOMAIN)
    add_passkey(app, authenticator)
    for name in (ADA, "nobody"):
        assert "/passkey?" in begin(app, name)
        assert options_on(app)["allowCredentials"] == []
        assert "/passkey?" in use(app, authenticator)
        assert mistake_on(app) == "The passkey is unknown."


def test_an_answer_works_once(app: App) -> None:
    """A replayed one is refused, and so is something else than an answer."""
    app.sign_in()
    authenticator = Authenticator(origin=DOMAIN)
    add_passkey(app, authenticator)
    begin(app)
    credential = json.dumps(authenticator.get(options_on(app)))
    assert app.browser.submit({"credential": credential}).startswith(CALLBACK)
    begin(app)
    app.browser.submit({"credential": credential})
    assert mistake_on(app) == "The challenge is unknown, used, or has expired."
    for junk in ("", "[", "[]", "{}", '{"type": "public-key"}'):
        app.browser.submit({"credential": junk})
        assert mistake_on(app) in {REFUSED, "The browser has sent no passkey."}


def test_somebody_who_may_not_sign_in(app: App, cognito: FakeCognito) -> None:
    """A passkey does not help a disabled account."""
    app.sign_in()
    authenticator = Authenticator(origin=DOMAIN)
    add_passkey(app, authenticator)
    begin(app)
    cognito.pool.users[ADA].enabled = False
    assert "/passkey?" in use(app, authenticator)
    assert mistake_on(app) == "User is disabled."


def test_somebody_with_a_second_factor_signs_in_with_the_password(
    app: App, cognito: FakeCognito
) -> None:
    """Unless the pool counts passkeys as two factors; then they have to verify the user."""
    app.sign_in()
    authenticator = Authenticator(origin=DOMAIN)
    add_passkey(app, authenticator)
    user = cognito.pool.users[ADA]
    user.second_factors = user.active_factors = ["totp"]
    begin(app)
    assert options_on(app)["allowCredentials"] == []
    assert "/passkey?" in use(app, authenticator)
    cognito.pool.factors = replace(cognito.pool.factors, passkeys_are_mfa=True)
    begin(app)
    authenticator.verifies = False
    assert "/passkey?" in use(app, authenticator)
    assert mistake_on(app) == "The passkey has not verified the user."
    authenticator.verifies = True
    assert use(app, authenticator).startswith(CALLBACK)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "invalid_request"),
        ("client_id=nobody", "invalid_request"),
        (f"client_id={CLIENT_ID}", "redirect_mismatch"),
        (f"client_id={CLIENT_ID}&redirect_uri=http://localhost:9/", "redirect_mismatch"),
    ],
)
def test_an_untrusted_request_ends_at_the_error_page(app: App, query: str, error: str) -> None:
    """As at authorize, nothing is sent to an address that is not registered."""
    location = app.http.get(f"/passkeys/add?{query}").headers["location"]
    assert location.startswith(f"/error?error={error}&client_id=")


def test_the_page_needs_a_session(app: App, cognito: FakeCognito) -> None:
    """With authorize's parameters it leads to the sign-in page, which is a switch."""
    page = app.http.get(URL)
    assert page.status_code == 401
    assert "Sign in first" in page.text
    assert page.headers["x-frame-options"] == "DENY"
    assert "/login?" in app.browser.open(app.url("/passkeys/add"))
    cognito.switches.passkeys_add_signs_in = False
    assert app.http.get(app.url("/passkeys/add")).status_code == 401
    app.sign_in()
    app.browser.open(URL)
    options_on(app)
    app.http.cookies.delete(cognito.cookie_name("cognito"))
    credential = Authenticator(origin=DOMAIN).create(options_on(app))
    app.browser.submit({"credential": json.dumps(credential)})
    assert cognito.pool.users[ADA].passkeys == []


def test_people_without_a_password_here_get_no_passkey(app: App, cognito: FakeCognito) -> None:
    """Those of another provider, and those who may not sign in."""
    app.sign_in()
    cognito.pool.users[ADA].enabled = False
    assert app.http.get(URL).status_code == 401
    app.http.cookies.clear()
    app.browser.open(app.url(identity_provider="Example"))
    app.browser.submit({"person": "katherine"})
    assert app.http.get(URL).status_code == 401


def test_the_page_can_be_left(app: App, cognito: FakeCognito) -> None:
    """The app learns of it; a mistake stays on the page, whose script is its own."""
    app.sign_in()
    app.browser.open(URL)
    assert app.browser.page is not None
    policy = app.browser.page.response.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert app.http.get("/passkeys.js").headers["content-type"].startswith("text/javascript")
    foreign = Authenticator(origin="https://evil.example").create(options_on(app))
    app.browser.submit({"credential": json.dumps(foreign)})
    assert mistake_on(app) == "The origin https://evil.example is not allowed."
    assert app.browser.submit({"cancel": "yes"}) == f"{CALLBACK}?result=cancelled"
    assert cognito.pool.users[ADA].passkeys == []


def test_pools_without_passkeys(app: App, cognito: FakeCognito) -> None:
    """The page says so, and the sign-in page does not offer them."""
    app.sign_in()
    cognito.pool.factors = replace(cognito.pool.factors, first=("PASSWORD",))
    page = app.http.get(URL)
    assert page.status_code == 400
    assert "WebAuthn is not enabled for this user pool." in page.text
    app.http.cookies.clear()
    app.browser.open(app.url())
    assert app.browser.page is not None
    assert "WEB_AUTHN" not in app.browser.page.response.text
    app.browser.submit({"username": ADA, "factor": "WEB_AUTHN"})
    assert app.browser.page.response.status_code == 400


def test_the_classic_hosted_ui_has_no_such_page(app: App, cognito: FakeCognito) -> None:
    """The path exists in managed login only."""
    cognito.pool.managed_login = False
    assert app.http.get(URL).status_code == 404
    assert app.http.post(URL).status_code == 404
