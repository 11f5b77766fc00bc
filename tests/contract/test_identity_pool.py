"""The identity pool: an ID token of this user pool in, temporary AWS credentials out."""

from typing import Any

import httpx
import pytest

from cognito_stand_in import FakeCognito, SimpleBrowser
from tests.contract.app import App, Clock, answer, claims

POOL = "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001"
PROVIDER = "localhost:8002/eu-west-1_StandIn01"


@pytest.fixture
def tokens(app: App) -> dict[str, Any]:
    """Return the tokens of a sign-in."""
    return app.tokens()


def ask(app: App, operation: str, document: object) -> httpx.Response:
    """Ask as a browser does, by the operation's short name."""
    return app.http.post(
        "http://localhost:8002/",
        json=document,
        headers={
            "origin": "http://localhost:8000",
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"AWSCognitoIdentityService.{operation}",
        },
    )


def get_id(app: App, token: str, **changes: object) -> httpx.Response:
    """Ask for the identity of a token's person."""
    return ask(app, "GetId", {"IdentityPoolId": POOL, "Logins": {PROVIDER: token}, **changes})


def refusal(reply: httpx.Response) -> tuple[str, str]:
    """Return the name and the message of an error."""
    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/x-amz-json-1.1"
    assert reply.headers["access-control-allow-origin"] == "*"
    document = reply.json()
    assert reply.headers["x-amzn-errortype"] == f"{document['__type']}:"
    return document["__type"], document["message"]


def test_a_token_gives_an_identity_and_credentials(
    app: App, cognito: FakeCognito, clock: Clock, tokens: dict[str, Any]
) -> None:
    """The same identity each time; fresh credentials for an hour."""
    reply = get_id(app, tokens["id_token"])
    assert reply.headers["content-type"] == "application/x-amz-json-1.1"
    assert reply.json() == get_id(app, tokens["id_token"]).json()
    identity_id = reply.json()["IdentityId"]
    assert identity_id.startswith("eu-west-1:")
    wanted = {"IdentityId": identity_id, "Logins": {PROVIDER: tokens["id_token"]}}
    document = ask(app, "GetCredentialsForIdentity", wanted).json()
    credentials = document["Credentials"]
    assert document["IdentityId"] == identity_id
    assert credentials["Expiration"] == clock() + 3600
    given = cognito.identities.credentials[credentials["AccessKeyId"]]
    assert (given.secret_key, given.session_token) == (
        credentials["SecretKey"],
        credentials["SessionToken"],
    )
    assert given.secret_key not in repr(given)


def test_the_operation_has_a_long_name_too(app: App, tokens: dict[str, Any]) -> None:
    """X-Amz-Target may have the prefix that AWS's documents show."""
    document = {"IdentityPoolId": POOL, "Logins": {PROVIDER: tokens["id_token"]}}
    long = "com.amazonaws.cognito.identity.model.AWSCognitoIdentityService.GetId"
    reply = app.http.post("http://localhost:8002/", json=document, headers={"x-amz-target": long})
    assert reply.status_code == 200


def test_tokens_that_are_no_id_token_of_this_pool_are_refused(
    app: App, cognito: FakeCognito, clock: Clock, tokens: dict[str, Any]
) -> None:
    """An access token, a forged one, one that has expired, one for another client."""
    for token in (tokens["access_token"], tokens["id_token"][:-4] + "AAAA", "junk"):
        name, message = refusal(get_id(app, token))
        assert name == "NotAuthorizedException"
        assert "Not a valid OpenId Connect identity token" in message
    assert refusal(get_id(app, ""))[0] == "ValidationException"
    clock.advance(3600)
    assert "Token expired" in refusal(get_id(app, tokens["id_token"]))[1]
    cognito.faults.enable("wrong-audience")
    stranger = app.tokens()["id_token"]
    assert "Incorrect token audience" in refusal(get_id(app, stranger))[1]
    cognito.faults.clear()
    cognito.faults.enable("wrong-issuer")
    stranger = app.tokens()["id_token"]
    assert "Issuer doesn't match" in refusal(get_id(app, stranger))[1]


def test_what_names_nothing_is_refused(app: App, tokens: dict[str, Any]) -> None:
    """Unknown pools, providers and operations, and bodies without a login or JSON, are refused."""
    token = tokens["id_token"]
    other = "eu-west-1:00000000-0000-4000-8000-000000000000"
    assert refusal(get_id(app, token, IdentityPoolId=other))[0] == "ResourceNotFoundException"
    assert refusal(get_id(app, token, IdentityPoolId=7))[0] == "ValidationException"
    unknown = {"accounts.example.com": token}
    assert "supported provider" in refusal(get_id(app, token, Logins=unknown))[1]
    assert "Unauthenticated access" in refusal(get_id(app, token, Logins={}))[1]
    assert refusal(ask(app, "ListIdentities", {}))[0] == "UnknownOperationException"
    assert refusal(ask(app, "GetId", []))[0] == "SerializationException"


def test_the_basic_flow_has_a_token(app: App, clock: Clock, tokens: dict[str, Any]) -> None:
    """For AssumeRoleWithWebIdentity: of the identity, for the identity pool, for ten minutes."""
    identity_id = get_id(app, tokens["id_token"]).json()["IdentityId"]
    wanted = {"IdentityId": identity_id, "Logins": {PROVIDER: tokens["id_token"]}}
    document = ask(app, "GetOpenIdToken", wanted).json()
    assert document["IdentityId"] == identity_id
    given = claims(document["Token"])
    assert (given["sub"], given["aud"]) == (identity_id, POOL)
    assert given["iss"] == "https://cognito-identity.amazonaws.com"
    assert given["exp"] == clock() + 600
    assert given["amr"][:2] == ["authenticated", PROVIDER]
    # It is no token of the user pool.
    assert refusal(get_id(app, document["Token"]))[0] == "NotAuthorizedException"
    wanted["Logins"] = {PROVIDER: tokens["access_token"]}
    assert refusal(ask(app, "GetOpenIdToken", wanted))[0] == "NotAuthorizedException"


def test_an_identity_belongs_to_one_person(app: App, tokens: dict[str, Any]) -> None:
    """Nobody else's token gives its credentials."""
    identity_id = get_id(app, tokens["id_token"]).json()["IdentityId"]
    wanted = {"IdentityId": identity_id, "Logins": {PROVIDER: tokens["id_token"]}}
    wanted["IdentityId"] = "eu-west-1:nobody"
    reply = ask(app, "GetCredentialsForIdentity", wanted)
    assert refusal(reply)[0] == "ResourceNotFoundException"
    back = SimpleBrowser(app.cognito).sign_in(app.url(), "grace", "First-Actual-Bug-1947")
    grace = app.exchange(answer(back)["code"]).json()["id_token"]
    wanted = {"IdentityId": identity_id, "Logins": {PROVIDER: grace}}
    reply = ask(app, "GetCredentialsForIdentity", wanted)
    assert refusal(reply)[0] == "NotAuthorizedException"


def test_any_page_may_call(app: App) -> None:
    """The preflight allows the headers of AWS's protocol."""
    headers = {
        "origin": "http://localhost:8000",
        "access-control-request-method": "POST",
        "access-control-request-headers": "amz-sdk-request,cache-control,content-type,x-amz-target",
    }
    reply = app.http.options("http://localhost:8002/", headers=headers)
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "x-amz-target" in reply.headers["access-control-allow-headers"]
    assert app.http.get("http://localhost:8002/").status_code == 405
