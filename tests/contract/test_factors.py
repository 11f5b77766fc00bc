"""Cognito facts 2.4 and 3: second factors at every sign-in, their set-up, and one-time codes."""

import re
from dataclasses import replace
from typing import Any

import pytest

from cognito_stand_in import FakeCognito
from cognito_stand_in.factors.settings import FactorSettings
from cognito_stand_in.factors.totp import code_at, new_secret
from tests.contract.app import ADA, ADA_PASSWORD, App, Clock, answer, claims

LEVEL = "urn:cognito:loa:{}".format
CALLBACK = "http://localhost:8000/?code="
USED = "Your software token has already been used once."
WRONG = "Invalid code received for user"
MISMATCH = "Invalid verification code provided, please try again."
LOCKED = "Password attempts exceeded"


@pytest.fixture(autouse=True)
def _all_factors(cognito: FakeCognito) -> None:
    cognito.pool.factors = FactorSettings()


def text_of(app: App) -> str:
    """Return the page that is shown."""
    assert app.browser.page is not None
    return app.browser.page.response.text


def code_on(app: App) -> str:
    """Return the code that the page shows."""
    found = re.search(r"<strong>(\d{6})</strong>", text_of(app))
    assert found is not None
    return found[1]


def alerts(app: App) -> list[str]:
    """Return the mistakes that the page shows."""
    assert app.browser.page is not None
    return app.browser.page.alerts


def wrong(code: str) -> str:
    """Return another code."""
    return "000000" if code != "000000" else "111111"


def with_app(cognito: FakeCognito, **changes: Any) -> str:
    """Give Ada an authenticator app that every sign-in asks for; return its secret."""
    user = cognito.pool.users[ADA]
    user.totp_secret = new_secret()
    user.second_factors = user.active_factors = ["totp"]
    for name, value in changes.items():
        setattr(user, name, value)
    return user.totp_secret


def test_an_active_factor_is_asked_for_at_every_sign_in(
    app: App, cognito: FakeCognito, clock: Clock
) -> None:
    """The code is one of the person's app, and the page does not show it."""
    secret = with_app(cognito)
    assert "/mfa?" in app.sign_in(acr_values=LEVEL(1))
    assert "<strong>" not in text_of(app).partition("<footer>")[0]
    assert "/mfa?" in app.browser.submit({"code": wrong(code_at(secret, clock()))})
    assert alerts(app) == [WRONG]
    back = app.browser.submit({"code": code_at(secret, clock())})
    token = claims(app.exchange(answer(back)["code"]).json()["id_token"])
    assert (token["acr"], token["amr"]) == (LEVEL(4), ["pwd", "otp", "mfa"])


def test_a_code_works_once(app: App, cognito: FakeCognito, clock: Clock) -> None:
    """And neither does an older one after it; half a minute later there is another."""
    secret = with_app(cognito)
    app.sign_in()
    code = code_at(secret, clock())
    assert app.browser.submit({"code": code}).startswith(CALLBACK)
    app.sign_in(prompt="login")
    for used in (code, code_at(secret, clock() - 30)):
        assert "/mfa?" in app.browser.submit({"code": used})
        assert alerts(app) == [USED]
    clock.advance(30)
    assert app.browser.submit({"code": code_at(secret, clock())}).startswith(CALLBACK)


def test_ten_wrong_codes(app: App, cognito: FakeCognito, clock: Clock) -> None:
    """After the fifth the account is locked, for the password as well."""
    secret = with_app(cognito)
    app.sign_in()
    code = code_at(secret, clock())
    for _ in range(5):
        app.browser.submit({"code": wrong(code)})
        assert alerts(app) == [WRONG]
    for _ in range(5):
        app.browser.submit({"code": code})
        assert alerts(app) == [LOCKED]
    assert "/login?" in app.sign_in()
    assert alerts(app) == [LOCKED]
    clock.advance(1)
    assert "/mfa?" in app.sign_in()
    assert app.browser.submit({"code": code}).startswith(CALLBACK)


def test_several_factors(app: App, cognito: FakeCognito, clock: Clock) -> None:
    """The person chooses; a preferred one is asked for alone."""
    secret = with_app(cognito, active_factors=["email", "totp"])
    assert "/mfa?" in app.sign_in()
    first = code_on(app)
    assert "/mfa?" in app.browser.submit({"factor": "totp"}, form=1)
    assert "authenticator app" in text_of(app)
    assert "/mfa?" in app.browser.submit({"code": first})
    assert app.browser.submit({"code": code_at(secret, clock())}).startswith(CALLBACK)
    cognito.pool.users[ADA].preferred_factor = "email"
    app.sign_in(prompt="login")
    assert app.browser.page is not None
    assert len(app.browser.page.forms) == 1
    app.browser.submit({"factor": "totp"})
    assert "by e-mail" in text_of(app)


def test_a_pool_can_have_second_factors_off(app: App, cognito: FakeCognito) -> None:
    """Then nobody is asked, unless a level requires it."""
    with_app(cognito)
    cognito.pool.factors = replace(cognito.pool.factors, mfa="OFF")
    assert app.sign_in().startswith(CALLBACK)
    assert "/mfa?" in app.sign_in(acr_values=LEVEL(4))


def test_a_pool_can_require_a_second_factor(app: App, cognito: FakeCognito, clock: Clock) -> None:
    """Who has none sets up an authenticator app first: the page has a QR code and the key."""
    cognito.pool.factors = replace(cognito.pool.factors, mfa="ON", second=("totp",))
    assert "/mfaSetup?" in app.sign_in(acr_values=LEVEL(4))
    page = text_of(app)
    assert "<svg" in page
    found = re.search(r"<code>([A-Z2-7]{52})</code>", page)
    assert found is not None
    assert f"secret={found[1]}" in page
    assert "/mfaSetup?" in app.browser.submit({"code": wrong(code_at(found[1], clock()))})
    assert alerts(app) == [WRONG]
    assert cognito.pool.users[ADA].totp_secret is None
    assert f"<code>{found[1]}</code>" in text_of(app)
    back = app.browser.submit({"code": code_at(found[1], clock())})
    token = claims(app.exchange(answer(back)["code"]).json()["id_token"])
    assert (token["acr"], token["amr"]) == (LEVEL(4), ["pwd", "otp", "mfa"])
    user = cognito.pool.users[ADA]
    assert (user.totp_secret, user.active_factors) == (found[1], ["totp"])
    assert user.modified_at == clock()
    assert "/mfa?" in app.sign_in(prompt="login")


def test_an_address_is_enough_where_the_pool_requires_a_factor(
    app: App, cognito: FakeCognito
) -> None:
    """Where it allows codes by e-mail; without an address or an app nobody can sign in."""
    cognito.pool.factors = replace(cognito.pool.factors, mfa="ON", second=("email",))
    assert "/mfa?" in app.sign_in()
    assert app.browser.submit({"code": code_on(app)}).startswith(CALLBACK)
    del cognito.pool.users[ADA].attributes["email"]
    app.http.cookies.clear()
    app.sign_in()
    assert app.browser.page is not None
    assert app.browser.page.response.status_code == 400
    assert "requires a second factor" in text_of(app)


def test_a_code_that_arrives_verifies_the_address(app: App, cognito: FakeCognito) -> None:
    """As Cognito documents it."""
    user = cognito.pool.users[ADA]
    user.attributes["email_verified"] = "false"
    user.active_factors = ["email"]
    app.sign_in()
    app.browser.submit({"code": code_on(app)})
    assert user.attributes["email_verified"] == "true"


def test_a_temporary_password_leads_to_the_factor(
    app: App, cognito: FakeCognito, clock: Clock
) -> None:
    """First another password, then the code."""
    secret = with_app(cognito, temporary_password=True)
    assert "/changePassword?" in app.sign_in()
    assert "/mfa?" in app.browser.submit({"password": "Difference-Engine-1822"})
    assert app.browser.submit({"code": code_at(secret, clock())}).startswith(CALLBACK)


def one_time_code(app: App, username: str = ADA, **changes: str | None) -> str:
    """Ask for a code by e-mail at the sign-in page."""
    app.http.cookies.clear()
    app.browser.open(app.url(**changes))
    return app.browser.submit({"username": username, "factor": "EMAIL_OTP"})


def test_a_code_signs_in_without_a_password(app: App, cognito: FakeCognito) -> None:
    """It reaches level 2, and works once."""
    assert "/oneTimeCode?" in one_time_code(app, acr_values=f"{LEVEL(2)} {LEVEL(1)}")
    code = code_on(app)
    assert cognito.directory.outbox[ADA, "sign-in"].code == code
    assert "/oneTimeCode?" in app.browser.submit({"code": wrong(code)})
    assert alerts(app) == [MISMATCH]
    back = app.browser.submit({"code": code})
    token = claims(app.exchange(answer(back)["code"]).json()["id_token"])
    assert (token["acr"], token["amr"]) == (LEVEL(2), ["email_otp"])
    one_time_code(app)
    assert "/oneTimeCode?" in app.browser.submit({"code": code})


def test_a_code_is_valid_for_three_minutes(app: App, clock: Clock) -> None:
    """Then the page says that it has expired."""
    one_time_code(app)
    code = code_on(app)
    clock.advance(180)
    assert "/oneTimeCode?" in app.browser.submit({"code": code})
    assert alerts(app) == ["Invalid code provided, please request a code again."]


def test_codes_are_not_mixed_up(app: App, cognito: FakeCognito) -> None:
    """A code instead of a password is no second factor, and the other way round."""
    user = cognito.pool.users[ADA]
    one_time_code(app)
    first = code_on(app)
    user.second_factors = ["email"]
    app.http.cookies.clear()
    app.sign_in(acr_values=LEVEL(3))
    second = code_on(app)
    if first != second:
        assert "/mfa?" in app.browser.submit({"code": first})
        assert alerts(app) == [MISMATCH]
    app.browser.submit({"code": second})


def test_unknown_people_get_the_same_page(app: App, cognito: FakeCognito) -> None:
    """And nobody gets a code; whoever has a second factor neither."""
    with_app(cognito)
    for name in ("nobody", ADA):
        assert "/oneTimeCode?" in one_time_code(app, name)
        assert "<strong>" not in text_of(app).partition("<footer>")[0]
        app.browser.submit({"code": "123456"})
        assert alerts(app) == [MISMATCH]
    assert not cognito.directory.outbox
    assert "/login?" in one_time_code(app, " ")
    assert alerts(app) == ["Enter your username first."]


def test_ten_wrong_codes_without_a_password(app: App, clock: Clock) -> None:
    """They lock the account, too."""
    one_time_code(app)
    code = code_on(app)
    for _ in range(5):
        app.browser.submit({"code": wrong(code)})
        assert alerts(app) == [MISMATCH]
    for _ in range(5):
        app.browser.submit({"code": code})
        assert alerts(app) == [LOCKED]
    clock.advance(1)
    assert app.browser.submit({"code": code}).startswith(CALLBACK)


def test_level_two_after_a_password(app: App) -> None:
    """A password does not reach it: a code follows, and both together reach level 3."""
    assert "/mfa?" in app.sign_in(acr_values=LEVEL(2))
    back = app.browser.submit({"code": code_on(app)})
    token = claims(app.exchange(answer(back)["code"]).json()["id_token"])
    assert (token["acr"], token["amr"]) == (LEVEL(3), ["pwd", "email_otp", "mfa"])


def test_a_session_may_count_towards_a_level(app: App, cognito: FakeCognito, clock: Clock) -> None:
    """A switch: then only the factor that is missing is asked for."""
    app.sign_in()
    secret = with_app(cognito, active_factors=[])
    assert "/login?" in app.browser.open(app.url(acr_values=LEVEL(4)))
    cognito.switches.session_credits_factors = True
    assert "/mfa?" in app.browser.open(app.url(acr_values=LEVEL(4)))
    back = app.browser.submit({"code": code_at(secret, clock())})
    token = claims(app.exchange(answer(back)["code"]).json()["id_token"])
    assert (token["acr"], token["amr"]) == (LEVEL(4), ["pwd", "otp", "mfa"])
    clock.advance(60)
    assert "/login?" in app.browser.open(app.url(acr_values=LEVEL(4), max_age="30"))
    assert "/login?" in app.browser.open(app.url(acr_values=LEVEL(4), prompt="login"))


def test_nobody_comes_to_these_pages_directly(app: App) -> None:
    """Each belongs to a sign-in of this browser."""
    for path in ("/mfa", "/mfaSetup", "/oneTimeCode", "/passkey"):
        assert app.http.get(app.url(path)).status_code == 400
        assert app.post(app.url(path), {"code": "123456"}).status_code == 400


def test_people_can_sign_in_with_one_click(app: App, cognito: FakeCognito) -> None:
    """A switch offers everybody whose password is public; it is off by default."""
    app.browser.open(app.url())
    assert "People of this demonstration" not in text_of(app)
    assert "/login?" in app.browser.submit({"person": ADA})
    cognito.switches.one_click_people = True
    cognito.directory.set_password(cognito.pool.users["grace"], "Another-Password-1")
    app.browser.open(app.url())
    assert "Ada Lovelace" in text_of(app)
    assert "Grace Hopper" not in text_of(app)
    assert "/login?" in app.browser.submit({"person": "grace"})
    back = app.browser.submit({"person": ADA})
    token = claims(app.exchange(answer(back)["code"]).json()["id_token"])
    assert token["cognito:username"] == ADA
    assert ADA_PASSWORD not in text_of_login(app)


def text_of_login(app: App) -> str:
    """Return the sign-in page."""
    app.browser.open(app.url(prompt="login"))
    return text_of(app)
