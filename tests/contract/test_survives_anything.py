"""Whatever is sent, the stand-in answers, and never with a server error."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cognito_stand_in import FakeCognito
from tests.contract.app import CALLBACK, CLIENT_ID, App

PATHS = [
    "/oauth2/authorize",
    "/oauth2/token",
    "/oauth2/userInfo",
    "/oauth2/revoke",
    "/oauth2/idpresponse",
    "/login",
    "/logout",
    "/error",
    "/signup",
    "/confirm",
    "/confirmUser",
    "/resendcode",
    "/forgotPassword",
    "/confirmforgotPassword",
    "/passkeys/add",
    "/provider/authorize",
    "/stand-in.css",
    "/.well-known/openid-configuration",
    "/nowhere",
]
NAMES = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "prompt",
    "max_age",
    "code_challenge_method",
    "lang",
    "login_hint",
    "identity_provider",
    "idp_identifier",
    "resource",
    "logout_uri",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "client_secret",
    "token",
    "error",
    "_csrf",
    "username",
]
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            CLIENT_ID,
            CALLBACK,
            "code",
            "token",
            "openid",
            "S256",
            "none",
            "login",
            "Example",
            "COGNITO",
        ]
    ),
    st.sampled_from(
        ["authorization_code", "refresh_token", "client_credentials", "a.b.c", "e30.e30.e30", "%ff"]
    ),
)
FIELDS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12)


async def raw_status(cognito: FakeCognito, path: str, query: bytes) -> int:
    """Send bytes that no HTTP client would, and give the status."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        statuses.append(message.get("status", 0))

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query,
        "headers": [],
        "root_path": "",
    }
    await cognito.domain_app(scope, receive, send)
    return statuses[0]


ANYTHING = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ANYTHING
@given(
    path=st.sampled_from(PATHS),
    method=st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "TRACE"]),
    query=FIELDS,
    form=FIELDS,
)
def test_any_parameters(
    cognito: FakeCognito, path: str, method: str, query: dict[str, str], form: dict[str, str]
) -> None:
    """Any mixture of known parameters gets an answer below 500."""
    response = App(cognito).http.request(method, path, params=query, data=form)
    assert response.status_code < 500


@ANYTHING
@given(path=st.sampled_from(PATHS), query=st.binary(max_size=60))
def test_any_query_bytes(cognito: FakeCognito, path: str, query: bytes) -> None:
    """Any bytes after the question mark get an answer below 500."""
    assert asyncio.run(raw_status(cognito, path, query)) < 500


@ANYTHING
@given(path=st.sampled_from(PATHS), body=st.binary(max_size=200))
def test_any_body_bytes(cognito: FakeCognito, path: str, body: bytes) -> None:
    """Any form body gets an answer below 500."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert App(cognito).http.post(path, content=body, headers=headers).status_code < 500


@ANYTHING
@given(hint=st.binary(max_size=20))
def test_any_login_hint(cognito: FakeCognito, hint: bytes) -> None:
    """Any bytes in a request that reaches the sign-in page are shown without breaking it."""
    app = App(cognito)
    quoted = "".join(f"%{byte:02X}" for byte in hint)
    assert app.http.get(f"{app.url('/login')}&login_hint={quoted}").status_code == 200


def test_a_form_with_too_many_fields(app: App) -> None:
    """Thousands of fields are an empty form."""
    body = "&".join(f"a{number}=b" for number in range(5000))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert app.http.post("/oauth2/token", content=body, headers=headers).json() == {
        "error": "invalid_request"
    }


def test_a_huge_body(app: App) -> None:
    """More than a megabyte is refused."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert app.http.post(
        "/oauth2/token", content=b"a" * 2_000_000, headers=headers
    ).status_code in {400, 413}


def test_bytes_that_are_not_text_come_back_in_state(app: App) -> None:
    """State with bytes that are not UTF-8 returns with the same bytes."""
    app.sign_in()
    location = app.http.get(f"{app.url(state=None)}&state=%FF%00a").headers["location"]
    assert location.endswith("&state=%FF%00a")
