"""Cognito facts 2.4: authentication levels, second factors, and the claims `acr` and `amr`."""

import re
from pathlib import Path

import pytest

from cognito_stand_in import FakeCognito, Pool, run_command
from cognito_stand_in.pool import Tier
from tests.contract.app import ADA, ADA_PASSWORD, App, Clock, answer, claims

LEVEL = "urn:cognito:loa:{}".format
CALLBACK = "http://localhost:8000/?code="


def sign_in_with_code(app: App, **changes: str | None) -> dict[str, str]:
    """Sign Ada in with the password and the code on the page; return the token response."""
    place = app.sign_in(**changes)
    assert "/mfa?" in place
    back = app.browser.submit({"code": code_on(app)})
    tokens: dict[str, str] = app.exchange(answer(back)["code"]).json()
    return tokens


def code_on(app: App) -> str:
    """Return the code that the page shows."""
    assert app.browser.page is not None
    found = re.search(r"<strong>(\d{6})</strong>", app.browser.page.response.text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("factors", "acr_values", "acr", "amr"),
    [
        (["totp"], LEVEL(4), LEVEL(4), ["pwd", "otp", "mfa"]),
        (["sms"], LEVEL(3), LEVEL(3), ["pwd", "sms", "mfa"]),
        (["email"], f"{LEVEL(4)} {LEVEL(3)}", LEVEL(3), ["pwd", "email_otp", "mfa"]),
        (["totp", "email"], f"{LEVEL(3)} {LEVEL(4)}", LEVEL(3), ["pwd", "email_otp", "mfa"]),
        (["totp"], f"urn:example:gold {LEVEL(3)}", LEVEL(4), ["pwd", "otp", "mfa"]),
    ],
)
def test_the_first_level_that_the_person_can_reach_is_enforced(
    app: App,
    cognito: FakeCognito,
    *,
    factors: list[str],
    acr_values: str,
    acr: str,
    amr: list[str],
) -> None:
    """Values are read from left to right, unknown ones are passed over; both tokens tell."""
    cognito.pool.users[ADA].second_factors = factors
    tokens = sign_in_with_code(app, acr_values=acr_values)
    for name in ("id_token", "access_token"):
        token = claims(tokens[name])
        assert (token["acr"], token["amr"]) == (acr, amr)


def test_less_than_what_was_asked_for_first_may_come_back(app: App) -> None:
    """Somebody who has nothing but a password gets the level that it reaches."""
    token = claims(app.tokens(acr_values=f"{LEVEL(4)} {LEVEL(1)}")["id_token"])
    assert (token["acr"], token["amr"]) == (LEVEL(1), ["pwd"])


def test_a_refresh_keeps_the_level(app: App, cognito: FakeCognito, clock: Clock) -> None:
    """acr, amr and auth_time are those of the sign-in."""
    cognito.pool.users[ADA].second_factors = ["totp"]
    tokens = sign_in_with_code(app, acr_values=LEVEL(4))
    clock.advance(600)
    refreshed = app.refresh(tokens["refresh_token"]).json()
    for name in ("acr", "amr", "auth_time"):
        assert claims(refreshed["id_token"])[name] == claims(tokens["id_token"])[name]


def test_a_step_up_gives_a_new_family_and_leaves_the_old_one(
    app: App, cognito: FakeCognito
) -> None:
    """The refresh token from before the step-up works until it is revoked."""
    before = app.tokens()
    cognito.pool.users[ADA].second_factors = ["totp"]
    after = sign_in_with_code(app, acr_values=LEVEL(4))
    assert claims(after["id_token"])["origin_jti"] != claims(before["id_token"])["origin_jti"]
    assert app.refresh(before["refresh_token"]).status_code == 200
    assert app.revoke(before["refresh_token"]).status_code == 200
    assert app.refresh(before["refresh_token"]).json() == {"error": "invalid_grant"}


def test_a_session_answers_when_its_level_is_enough(app: App, cognito: FakeCognito) -> None:
    """After the step-up no page is shown; for a higher level there is one."""
    user = cognito.pool.users[ADA]
    user.second_factors = ["email"]
    sign_in_with_code(app, acr_values=LEVEL(3))
    assert app.browser.open(app.url(acr_values=LEVEL(3))).startswith(CALLBACK)
    assert app.browser.open(app.url(acr_values=LEVEL(1))).startswith(CALLBACK)
    user.second_factors = ["email", "totp"]
    assert "/login?" in app.browser.open(app.url(acr_values=LEVEL(4)))
    silent = app.browser.open(app.url(acr_values=LEVEL(4), prompt="none"))
    assert answer(silent)["error"] == "login_required"


def test_no_claims_without_a_request(app: App, cognito: FakeCognito) -> None:
    """Tokens have acr and amr when acr_values were sent, or a switch says so."""
    assert not {"acr", "amr"} & claims(app.tokens()["id_token"]).keys()
    cognito.switches.acr_without_request = True
    assert claims(app.tokens()["access_token"])["amr"] == ["pwd"]


def test_a_level_that_the_person_cannot_reach(app: App, cognito: FakeCognito) -> None:
    """A switch decides whether the sign-in goes on below the level or ends with an error."""
    assert app.sign_in(acr_values=LEVEL(4)).startswith(CALLBACK)
    cognito.switches.acr_unsatisfied = "refused"
    refused = app.sign_in(acr_values=LEVEL(4), prompt="login")
    assert answer(refused)["error"] == "access_denied"
    assert app.sign_in(acr_values=LEVEL(1), prompt="login").startswith(CALLBACK)


@pytest.mark.parametrize(
    ("managed_login", "tier", "switched_on", "honoured"),
    [
        (True, "ESSENTIALS", False, True),
        (True, "LITE", False, False),
        (False, "ESSENTIALS", False, False),
        (False, "ESSENTIALS", True, True),
    ],
)
def test_where_acr_values_are_ignored(
    app: App,
    cognito: FakeCognito,
    *,
    managed_login: bool,
    tier: Tier,
    switched_on: bool,
    honoured: bool,
) -> None:
    """The Lite plan ignores them in silence, and the classic UI unless a switch is on."""
    cognito.pool.managed_login, cognito.pool.tier = managed_login, tier
    cognito.switches.acr_in_classic_ui = switched_on
    cognito.pool.users[ADA].second_factors = ["totp"]
    assert ("/mfa?" in app.sign_in(acr_values=LEVEL(4))) is honoured


def test_levels_can_have_other_names(app: App, cognito: FakeCognito) -> None:
    """The pool names them, and the default names are unknown then."""
    cognito.pool.acr_values = ("one", "two", "three", "four")
    assert claims(app.tokens(acr_values="one")["id_token"])["acr"] == "one"
    cognito.pool.users[ADA].second_factors = ["totp"]
    assert app.sign_in(acr_values=LEVEL(4)).startswith(CALLBACK)


def test_a_federated_sign_in_reaches_no_level(app: App) -> None:
    """Its tokens say fed, and have no acr."""
    app.browser.open(app.url(identity_provider="Example", acr_values=LEVEL(1)))
    back = app.browser.submit({"person": "katherine"})
    token = claims(app.exchange(answer(back)["code"]).json()["id_token"])
    assert (token.get("acr"), token["amr"]) == (None, ["fed"])


@pytest.mark.parametrize(
    ("factor", "message"),
    [
        ("totp", "Invalid code received for user"),
        ("email", "Invalid code provided, please request a code again."),
    ],
)
def test_a_wrong_code_stays_on_the_page(
    app: App, cognito: FakeCognito, clock: Clock, factor: str, message: str
) -> None:
    """So does one that is too old."""
    cognito.pool.users[ADA].second_factors = [factor]
    app.sign_in(acr_values=LEVEL(3))
    code = code_on(app)
    wrong = "000000" if code != "000000" else "111111"
    assert "/mfa?" in app.browser.submit({"code": wrong})
    clock.advance(181)
    assert "/mfa?" in app.browser.submit({"code": code})
    assert app.browser.page is not None
    assert app.browser.page.alerts == [message]


def test_the_page_cannot_be_reached_without_the_password(app: App, cognito: FakeCognito) -> None:
    """A code alone signs nobody in."""
    cognito.pool.users[ADA].second_factors = ["totp"]
    code = cognito.directory.send_code(cognito.pool.users[ADA], "mfa").code
    opened = app.http.get(app.url("/mfa", acr_values=LEVEL(4)))
    sent = app.post(app.url("/mfa", acr_values=LEVEL(4)), {"code": code})
    assert (opened.status_code, sent.status_code) == (400, 400)


def test_somebody_who_was_disabled_meanwhile(app: App, cognito: FakeCognito) -> None:
    """The account is checked again with the code."""
    cognito.pool.users[ADA].second_factors = ["totp"]
    app.sign_in(acr_values=LEVEL(4))
    code = code_on(app)
    cognito.pool.users[ADA].enabled = False
    assert "/mfa?" in app.browser.submit({"code": code})


def test_factors_are_set_up_by_command(app: App, cognito: FakeCognito) -> None:
    """And taken away again."""
    set_up = "ada has the second factors totp"
    assert run_command(cognito, ["second-factor", ADA, "totp"]) == set_up
    assert run_command(cognito, ["second-factor", ADA, "totp"]) == set_up
    assert "/mfa?" in app.sign_in(acr_values=LEVEL(4))
    run_command(cognito, ["second-factor", ADA, "none"])
    assert app.sign_in(acr_values=LEVEL(4)).startswith(CALLBACK)


def test_a_command_shows_the_codes(app: App, cognito: FakeCognito) -> None:
    """Of an authenticator app that the stand-in has made up."""
    run_command(cognito, ["second-factor", ADA, "totp"])
    app.sign_in(acr_values=LEVEL(4))
    _, key, _, code = run_command(cognito, ["totp", ADA]).split()
    assert len(key) == 52
    assert code == code_on(app)
    assert app.browser.submit({"code": code}).startswith(CALLBACK)


def test_second_factors_survive_a_restart(pool: Pool, tmp_path: Path) -> None:
    """The state file keeps them, and the level of a browser's session."""
    path = tmp_path / "state.json"
    cognito = FakeCognito(pool, state_path=path)
    run_command(cognito, ["second-factor", ADA, "totp"])
    app = App(cognito)
    sign_in_with_code(app, acr_values=LEVEL(4))
    again = App(FakeCognito(pool, state_path=path))
    again.http.cookies = app.http.cookies
    assert again.cognito.pool.users[ADA].second_factors == ["totp"]
    assert again.browser.open(again.url(acr_values=LEVEL(4))).startswith(CALLBACK)


def test_a_password_alone_still_signs_in(app: App, cognito: FakeCognito) -> None:
    """A factor that is set up is asked for when a level needs it."""
    cognito.pool.users[ADA].second_factors = ["totp"]
    assert app.browser.sign_in(app.url(), ADA, ADA_PASSWORD).startswith(CALLBACK)
