"""Cognito facts 4: the token endpoint, its grants and errors, and codes that become invalid."""

import base64
from dataclasses import replace

import httpx
import pytest

from cognito_stand_in import FakeCognito
from tests.contract.app import (
    ADA,
    CALLBACK,
    CLIENT_ID,
    MACHINE_ID,
    MACHINE_SECRET,
    VERIFIER,
    App,
    Clock,
    claims,
)


def basic(client_id: str, secret: str) -> dict[str, str]:
    """Return an Authorization header."""
    return {"authorization": f"Basic {base64.b64encode(f'{client_id}:{secret}'.encode()).decode()}"}


def test_a_code_gives_exactly_these_members(app: App) -> None:
    """The response has the three tokens, expires_in and token_type, and never scope."""
    tokens = app.tokens()
    assert set(tokens) == {"id_token", "access_token", "refresh_token", "expires_in", "token_type"}
    assert (tokens["expires_in"], tokens["token_type"]) == (3600, "Bearer")


def test_without_openid_there_is_no_id_token(app: App) -> None:
    """id_token is absent, not null, without openid."""
    assert "id_token" not in app.tokens(scope="api/read")


def test_replies_have_cognitos_headers(app: App) -> None:
    """Responses are JSON with a charset, for any page, not to be stored, with a request id."""
    headers = app.exchange(app.code()).headers
    assert headers["content-type"] == "application/json;charset=UTF-8"
    assert headers["access-control-allow-origin"] == "*"
    assert "no-store" in headers["cache-control"]
    assert "x-amz-cognito-request-id" in headers


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_post_is_allowed(app: App, method: str) -> None:
    """Other verbs are 405."""
    assert app.http.request(method, "/oauth2/token").status_code == 405


def test_parameters_may_stand_in_the_query(app: App, cognito: FakeCognito) -> None:
    """With the media type of a form, and each parameter once; a switch refuses them."""
    form = {"content-type": "application/x-www-form-urlencoded"}

    def ask(query: dict[str, str], body: str = "", **changes: str) -> httpx.Response:
        headers = {**form, **changes}
        return app.http.post("/oauth2/token", params=query, content=body, headers=headers)

    parameters = {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    assert ask({**parameters, "code": app.code()}).status_code == 200
    assert ask(parameters, f"code={app.code()}").status_code == 200
    refused = {"error": "invalid_request"}
    twice = {**parameters, "code": app.code()}
    assert ask(twice, f"client_id={CLIENT_ID}").json() == refused
    assert ask(twice, "code=a&code=b").json() == refused
    assert ask(twice, **{"content-type": "application/json"}).json() == refused
    cognito.switches.set("token_parameters_in_query", "off")
    assert ask(twice).json() == refused


def test_a_json_body_is_refused(app: App) -> None:
    """A body that is not urlencoded is invalid_request."""
    response = app.http.post("/oauth2/token", json={"grant_type": "authorization_code"})
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": None}, "invalid_request"),
        ({"client_id": "unknown"}, "invalid_client"),
        ({"client_secret": "x"}, "invalid_client"),
        ({"code": None}, "invalid_request"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"redirect_uri": "http://localhost:8000"}, "unauthorized_client"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"code_verifier": VERIFIER + "="}, "invalid_grant"),
    ],
)
def test_a_refused_exchange_is_400_with_a_bare_error(
    app: App, changes: dict[str, str | None], error: str
) -> None:
    """Errors are 400 JSON with the one member error, readable from any page."""
    response = app.exchange(app.code(), **changes)
    assert (response.status_code, response.json()) == (400, {"error": error})
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_repeated_field_is_refused(app: App) -> None:
    """A field given twice is invalid_request."""
    response = app.http.post(
        "/oauth2/token", data={"grant_type": "authorization_code", "code": ["a", "b"]}
    )
    assert response.json() == {"error": "invalid_request"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"code_verifier": "x" * 43},
        {"code_verifier": None},
        {"redirect_uri": "http://localhost:8000"},
    ],
)
def test_a_code_works_once_whatever_the_outcome(app: App, changes: dict[str, str | None]) -> None:
    """A second exchange is invalid_grant, after success and after failure alike."""
    code = app.code()
    app.exchange(code, **changes)
    assert app.exchange(code).json() == {"error": "invalid_grant"}


def test_a_refused_client_does_not_burn_the_code(app: App) -> None:
    """After invalid_client the same code can still be exchanged."""
    code = app.code()
    assert app.exchange(code, client_secret="x").json() == {"error": "invalid_client"}
    assert app.exchange(code).status_code == 200


def test_a_code_lasts_five_minutes(app: App, clock: Clock) -> None:
    """A code is good for 299 seconds and not for 300."""
    early, late = app.code(), app.code()
    clock.advance(299)
    assert app.exchange(early).status_code == 200
    clock.advance(1)
    assert app.exchange(late).json() == {"error": "invalid_grant"}


def test_a_code_belongs_to_its_client(app: App, cognito: FakeCognito) -> None:
    """Another client cannot exchange the code."""
    other = replace(cognito.pool.clients[CLIENT_ID], client_id="1other", name="Other")
    cognito.pool.clients["1other"] = other
    assert app.exchange(app.code(), client_id="1other").json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("gone", ["disabled", "deleted"])
def test_somebody_gone_gets_no_tokens(app: App, cognito: FakeCognito, gone: str) -> None:
    """A person disabled or deleted after sign-in gets invalid_grant, on exchange and on refresh."""
    code, tokens = app.code(), app.tokens()
    if gone == "disabled":
        cognito.pool.users[ADA].enabled = False
    else:
        del cognito.pool.users[ADA]
    assert app.exchange(code).json() == {"error": "invalid_grant"}
    assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert app.user_info(tokens["access_token"]).status_code == 401


def test_a_client_without_read_permission_is_refused(app: App, cognito: FakeCognito) -> None:
    """Reading email but not email_verified makes the exchange fail."""
    cognito.pool.clients[CLIENT_ID] = replace(
        cognito.pool.clients[CLIENT_ID], read_attributes=("email",)
    )
    assert app.exchange(app.code()).json() == {"error": "invalid_grant"}


def test_a_client_without_oauth_is_refused(app: App, cognito: FakeCognito) -> None:
    """A client that may not use OAuth at all is unauthorized_client."""
    code = app.code()
    cognito.pool.clients[CLIENT_ID] = replace(cognito.pool.clients[CLIENT_ID], oauth_enabled=False)
    assert app.exchange(code).json() == {"error": "unauthorized_client"}


@pytest.mark.parametrize(
    ("switch", "changes", "document"),
    [
        ("pkce_error=invalid_request", {"code_verifier": None}, {"error": "invalid_request"}),
        (
            "redirect_mismatch_described=on",
            {"redirect_uri": "http://localhost:8000"},
            {"error": "unauthorized_client", "error_description": "invalid_redirect"},
        ),
    ],
)
def test_doubtful_errors_can_be_switched(
    app: App,
    cognito: FakeCognito,
    switch: str,
    changes: dict[str, str | None],
    document: dict[str, str],
) -> None:
    """Errors that sources disagree about follow a switch."""
    cognito.switches.set(*switch.split("="))
    assert app.exchange(app.code(), **changes).json() == document


def test_a_redirect_mismatch_can_leave_the_code_alone(app: App, cognito: FakeCognito) -> None:
    """A switch lets a code survive a wrong redirect_uri."""
    cognito.switches.redirect_mismatch_burns_code = False
    code = app.code()
    app.exchange(code, redirect_uri="http://localhost:8000")
    assert app.exchange(code).status_code == 200


@pytest.mark.parametrize(("refused", "status"), [(True, 400), (False, 200)])
def test_a_verifier_without_a_challenge(
    app: App, cognito: FakeCognito, *, refused: bool, status: int
) -> None:
    """A verifier for a code without a challenge is refused, unless a switch ignores it."""
    cognito.switches.verifier_without_challenge_refused = refused
    code = app.code(code_challenge=None, code_challenge_method=None)
    assert app.exchange(code).status_code == status


def test_code_reuse_can_revoke(app: App, cognito: FakeCognito) -> None:
    """A switch makes the second use of a code revoke the tokens of the first."""
    cognito.switches.code_reuse_revokes = True
    code = app.code()
    tokens = app.exchange(code).json()
    app.exchange(code)
    assert app.user_info(tokens["access_token"]).status_code == 401


def test_errors_can_lack_cors(app: App, cognito: FakeCognito) -> None:
    """A switch removes the CORS header from errors, and only from errors."""
    cognito.switches.errors_have_cors = False
    code = app.code()
    assert "access-control-allow-origin" not in app.exchange("unknown").headers
    assert "access-control-allow-origin" in app.exchange(code).headers


def test_a_machine_gets_an_access_token_only(app: App) -> None:
    """Client credentials lead to an access token of the client, without claims of a user."""
    document = app.machine(scope="api/read").json()
    token = claims(document["access_token"])
    assert set(document) == {"access_token", "expires_in", "token_type"}
    assert token["sub"] == token["client_id"] == MACHINE_ID
    assert (token["scope"], token["token_use"]) == ("api/read", "access")
    assert not {"username", "origin_jti", "cognito:groups", "aud"} & set(token)


def test_a_machine_may_use_basic_authentication(app: App) -> None:
    """The secret may come in the Authorization header."""
    response = app.machine(basic(MACHINE_ID, MACHINE_SECRET), client_id=None, client_secret=None)
    assert claims(response.json()["access_token"])["scope"] == "api/read"


@pytest.mark.parametrize(
    ("headers", "changes", "error"),
    [
        ({}, {"client_secret": "wrong"}, "invalid_client"),
        ({}, {"client_secret": None}, "invalid_client"),
        (basic(MACHINE_ID, "wrong"), {"client_id": None, "client_secret": None}, "invalid_client"),
        (basic(MACHINE_ID, MACHINE_SECRET), {"client_id": CLIENT_ID}, "invalid_client"),
        ({"authorization": "Basic ?"}, {}, "invalid_client"),
        ({"authorization": "Bearer x"}, {}, "invalid_client"),
        (basic(CLIENT_ID, ""), {"client_id": None, "client_secret": None}, "invalid_client"),
        ({}, {"client_id": CLIENT_ID, "client_secret": None}, "unauthorized_client"),
        ({}, {"scope": "api/delete"}, "invalid_scope"),
        ({}, {"scope": "openid"}, "invalid_scope"),
        ({}, {"scope": "api/read api/write"}, "invalid_grant"),
    ],
)
def test_machines_are_refused(
    app: App, headers: dict[str, str], changes: dict[str, str | None], error: str
) -> None:
    """Wrong credentials and scopes fail the whole request with 400."""
    response = app.machine(headers, **changes)
    assert (response.status_code, response.json()) == (400, {"error": error})


def test_a_missing_secret_can_be_described(app: App, cognito: FakeCognito) -> None:
    """A switch adds the description that some have seen for a missing secret."""
    cognito.switches.missing_secret_described = True
    assert app.machine(client_secret=None).json()["error_description"] == "invalid_client_secret"


def test_a_machine_cannot_use_a_code(app: App) -> None:
    """A client without the code grant is unauthorized_client."""
    response = app.exchange("x", client_id=MACHINE_ID, client_secret=MACHINE_SECRET)
    assert response.json() == {"error": "unauthorized_client"}
