"""Whatever is sent, the stand-in answers, and never with a server error."""

import asyncio
import json
import re
from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp

from cognito_stand_in import FakeCognito
from cognito_stand_in.faults import FAULTS
from cognito_stand_in.json_api.endpoint import PUBLIC
from cognito_stand_in.json_api.endpoint import SIGNED as SIGNED_OPERATIONS
from tests.contract.api import SIGNED
from tests.contract.app import ADA, ADA_PASSWORD, CALLBACK, CLIENT_ID, App, answer

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
    "/changePassword",
    "/mfa",
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
    "acr_values",
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


async def raw_status(
    app: ASGIApp,
    path: str,
    query: bytes = b"",
    headers: Sequence[tuple[bytes, bytes]] = (),
    body: bytes | None = None,
) -> int:
    """Send bytes that no HTTP client would send, and return the status.

    Headers of the response have to fit HTTP: no line breaks, and none but printable bytes.
    """
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body or b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        statuses.append(message.get("status", 0))
        for _, value in message.get("headers", ()):
            assert not re.search(rb"[\x00-\x1f\x7f]", value)

    scope = {
        "type": "http",
        "method": "GET" if body is None else "POST",
        "path": path,
        "query_string": query,
        "headers": list(headers),
        "root_path": "",
    }
    await app(scope, receive, send)
    return statuses[0]


def statuses(app: App, urls: Sequence[str]) -> list[int]:
    """Return the status of each page for the app's browser, whose client is slow at long URLs."""
    cookie = "; ".join(f"{one.name}={one.value}" for one in app.http.cookies.jar)
    headers = [(b"cookie", cookie.encode())] if cookie else []

    async def ask() -> list[int]:
        asked = [url.partition("?") for url in urls]
        domain = app.cognito.domain_app
        return [await raw_status(domain, path, query.encode(), headers) for path, _, query in asked]

    return asyncio.run(ask())


ANYTHING = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


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
    assert asyncio.run(raw_status(cognito.domain_app, path, query)) < 500


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


FORM = (b"content-type", b"application/x-www-form-urlencoded")
HEADER_NAMES = st.sampled_from(
    [b"authorization", b"cookie", b"content-type", b"x-amz-target", b"host", b"content-length"]
)
HEADER_VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"Bearer e30.e30.e30",
            b"Bearer \xff.\xfe.\xfd",
            b"Basic \xff",
            b"Basic Og==",
            b"XSRF-TOKEN-eu-west-1_StandIn01-8001=a\x01b; cognito-eu-west-1_StandIn01-8001=\xff",
            b"csrf-state-eu-west-1_StandIn01-8001=x",
            b'XSRF-TOKEN-eu-west-1_StandIn01-8001="a\\015b"',
            b"application/x-www-form-urlencoded; charset=utf-99",
            b"AWSCognitoIdentityService.GetId",
        ]
    ),
)


@ANYTHING
@given(
    path=st.sampled_from([*PATHS, "/"]),
    headers=st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=4),
    body=st.none() | st.binary(max_size=60),
)
def test_any_header_bytes(
    cognito: FakeCognito, path: str, headers: list[tuple[bytes, bytes]], body: bytes | None
) -> None:
    """Any bytes in headers and cookies get an answer below 500, on both origins."""
    for app in (cognito.domain_app, cognito.issuer_app):
        assert asyncio.run(raw_status(app, path, b"", headers, body)) < 500


def short(value: str) -> str:
    """Return the beginning of a value in ASCII, as the name of a test."""
    return ascii(value)[:20]


ODD = [
    "\ud800",
    "\udfff",
    "²",
    "٣",
    "-1",
    "1e3",
    "0x1",
    " 1",
    "1" * 5000,
    "\x00",
    "\r\nSet-Cookie: a=b",
]


def quoted(text: str) -> str:
    """Percent-encode text, halves of characters as the bytes that UTF-8 has no use for."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@pytest.mark.parametrize("value", ODD, ids=short)
@pytest.mark.parametrize("name", [*NAMES, "max_age", "acr_values"])
def test_odd_values_of_one_parameter(app: App, name: str, value: str) -> None:
    """In a request that is sound otherwise: signed out, signed in, and as a form field."""
    sound = app.url(**{name: None})
    queries = [f"{path}{sound.partition('authorize')[2]}&{name}={quoted(value)}" for path in PATHS]
    for _ in range(2):
        assert max(statuses(app, queries)) < 500
        app.sign_in()
    for path in PATHS:
        body = f"grant_type=authorization_code&client_id={CLIENT_ID}&{name}={quoted(value)}"
        assert (
            asyncio.run(raw_status(app.cognito.domain_app, path, b"", [FORM], body.encode())) < 500
        )


@pytest.mark.parametrize("value", ODD, ids=short)
def test_an_odd_max_age_is_refused(app: App, value: str) -> None:
    """Only ASCII digits are a number; the error goes back to the app."""
    url = f"{app.url()}&max_age={quoted(value)}"
    location = app.http.get(url).headers["location"]
    assert answer(location)["error"] == "invalid_request"


@pytest.mark.parametrize("value", ODD, ids=short)
def test_odd_values_in_pages_forms(app: App, value: str) -> None:
    """A person's form with any text in a field shows the page again or goes on."""
    pages = {
        "/login": {"username": value, "password": value},
        "/signup": {"username": value, "email": f"{value}@example.com", "password": value},
        "/forgotPassword": {"username": value},
    }
    for path, fields in pages.items():
        app.browser.open(app.url(path))
        assert app.browser.page is not None
        action, hidden = app.browser.page.forms[0]
        body = "&".join(f"{name}={quoted(text)}" for name, text in {**hidden, **fields}.items())
        headers = {"content-type": "application/x-www-form-urlencoded"}
        assert app.http.post(action, content=body, headers=headers).status_code < 500


LOGINS = st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=2)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(ODD) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
API_MEMBERS = [
    "AccessToken",
    "AttributesToGet",
    "AuthFlow",
    "AuthParameters",
    "ChallengeName",
    "ChallengeResponses",
    "ClientId",
    "ClientSecret",
    "ConfirmationCode",
    "Description",
    "Filter",
    "GroupName",
    "Limit",
    "MessageAction",
    "NextToken",
    "PaginationToken",
    "Password",
    "Permanent",
    "Precedence",
    "RefreshToken",
    "RoleArn",
    "SecretHash",
    "Session",
    "TemporaryPassword",
    "Token",
    "UserAttributes",
]
API_VALUES = st.one_of(
    JSON,
    st.sampled_from([ADA, ADA_PASSWORD, CLIENT_ID, "USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]),
    st.fixed_dictionaries(
        {"USERNAME": JSON, "PASSWORD": JSON}, optional={"REFRESH_TOKEN": JSON, "NEW_PASSWORD": JSON}
    ),
    st.lists(st.fixed_dictionaries({"Name": JSON}, optional={"Value": JSON}), max_size=3),
)
MEMBERS = ["IdentityPoolId", "IdentityId", "Logins", "AccountId"]


@ANYTHING
@given(
    operation=st.sampled_from(
        ["GetId", "GetCredentialsForIdentity", "GetOpenIdToken", "Dance", "\xff"]
    ),
    document=JSON | st.dictionaries(st.sampled_from(MEMBERS), JSON | LOGINS, max_size=4),
)
def test_any_json_at_the_identity_pool(
    cognito: FakeCognito, operation: str, document: object
) -> None:
    """Any JSON, halves of characters included, gets an AWS exception."""
    target = f"AWSCognitoIdentityService.{operation}".encode("latin-1")
    body = json.dumps(document).encode()
    status = asyncio.run(
        raw_status(cognito.issuer_app, "/", b"", [(b"x-amz-target", target)], body)
    )
    assert status == 400


@ANYTHING
@given(
    operation=st.sampled_from([*sorted({*PUBLIC, *SIGNED_OPERATIONS}), "Dance", "\xff"]),
    document=JSON | st.dictionaries(st.sampled_from(API_MEMBERS), API_VALUES, max_size=8),
    is_sound=st.booleans(),
)
def test_any_json_at_the_api_of_user_pools(
    cognito: FakeCognito, operation: str, document: object, *, is_sound: bool
) -> None:
    """Any JSON gets a response or an AWS exception, also where pool, client and user are right."""
    client = replace(cognito.pool.clients[CLIENT_ID], auth_flows=("ALLOW_USER_PASSWORD_AUTH",))
    cognito.pool.clients[CLIENT_ID] = client
    sound = {"UserPoolId": cognito.pool.pool_id, "Username": ADA, "ClientId": CLIENT_ID}
    if is_sound and isinstance(document, dict):
        document = {**sound, **document}
    target = f"AWSCognitoIdentityProviderService.{operation}".encode("latin-1")
    headers = [(b"x-amz-target", target), (b"authorization", SIGNED.encode())]
    body = json.dumps(document).encode()
    assert asyncio.run(raw_status(cognito.issuer_app, "/", b"", headers, body)) in {200, 400}


@pytest.mark.parametrize("username", ["\ud800", "a\x7f", "➊", "a" * 128])
def test_odd_usernames_can_be_listed(app: App, cognito: FakeCognito, username: str) -> None:
    """Whatever a template or a page made of them."""
    ada = cognito.pool.users[ADA]
    cognito.pool.users[username] = replace(ada, username=username, sub=username)
    for operation in ("ListUsers", "ListUsersInGroup"):
        target = {"x-amz-target": f"AWSCognitoIdentityProviderService.{operation}"}
        headers = {**target, "authorization": SIGNED}
        for limit in (1, 60):
            members = {"UserPoolId": cognito.pool.pool_id, "GroupName": "admins", "Limit": limit}
            reply = app.http.post("http://localhost:8002/", json=members, headers=headers)
            assert reply.status_code == 200
            token = reply.json().get("PaginationToken") or reply.json().get("NextToken")
            name = "PaginationToken" if operation == "ListUsers" else "NextToken"
            following = app.http.post(
                "http://localhost:8002/", json={**members, name: token}, headers=headers
            )
            assert following.status_code == 200


@pytest.mark.parametrize("fault", [fault.name for fault in FAULTS])
def test_tokens_made_by_any_fault_can_be_presented_anywhere(
    cognito: FakeCognito, app: App, fault: str
) -> None:
    """Whatever claims a fault broke, every endpoint that reads tokens refuses or accepts."""
    code = app.code()
    cognito.faults.enable(fault, path="/nowhere")
    tokens = app.exchange(code).json()
    pool = cognito.pool.identity_pool
    assert pool is not None
    for token in filter(None, (tokens.get("id_token"), tokens.get("access_token"))):
        assert app.user_info(token).status_code < 500
        assert app.revoke(token).status_code < 500
        for operation, member in (("GetUser", "AccessToken"), ("RevokeToken", "Token")):
            target = {"x-amz-target": f"AWSCognitoIdentityProviderService.{operation}"}
            document = {"ClientId": CLIENT_ID, member: token}
            reply = app.http.post("http://localhost:8002/", json=document, headers=target)
            assert reply.status_code in {200, 400}
        logins = {cognito.pool.issuer.removeprefix("http://"): token}
        body = {"IdentityPoolId": pool.pool_id, "Logins": logins}
        headers = {"x-amz-target": "AWSCognitoIdentityService.GetId"}
        assert app.http.post("http://localhost:8002/", json=body, headers=headers).status_code < 500


@pytest.mark.parametrize("name", NAMES)
def test_an_over_long_parameter(app: App, name: str) -> None:
    """Of 60 kB, as much as a request line can carry."""
    sound = app.url(**{name: None}).partition("?")[2]
    assert max(statuses(app, [f"{path}?{sound}&{name}={'a' * 60_000}" for path in PATHS])) < 500
    for path in PATHS:
        assert app.post(path, {name: "a" * 60_000}).status_code < 500


@pytest.mark.parametrize("url", ["http://例え.jp/", "http://localhost:8000/zurück→", "app:/→"])
def test_callback_urls_outside_ascii(app: App, cognito: FakeCognito, url: str) -> None:
    """Cognito accepts them; the headers of a response carry them percent-encoded."""
    client = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients[CLIENT_ID] = replace(client, callback_urls=(url,), logout_urls=(url,))
    back = app.browser.sign_in(app.url(redirect_uri=url), ADA, ADA_PASSWORD)
    assert back.isascii()
    assert len(answer(back)["code"]) == 36
    left = app.http.get("/logout", params={"client_id": CLIENT_ID, "logout_uri": url})
    assert left.headers["location"].isascii()


@pytest.mark.parametrize("member", ["IdentityPoolId", "IdentityId"])
@pytest.mark.parametrize("operation", ["GetId", "GetCredentialsForIdentity"])
def test_half_a_character_at_the_identity_pool(app: App, operation: str, member: str) -> None:
    """JSON can hold half a surrogate pair, which no response can repeat: it is invalid."""
    headers = {"x-amz-target": f"AWSCognitoIdentityService.{operation}"}
    body = json.dumps({member: "\ud800"})
    response = app.http.post("http://localhost:8002/", content=body, headers=headers)
    assert (response.status_code, response.json()["__type"]) == (400, "ValidationException")
