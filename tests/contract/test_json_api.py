"""The JSON API of user pools: sign-in, refresh, revocation, and what people do with their token."""

from dataclasses import replace
from typing import Any

import pytest

from cognito_stand_in import FakeCognito, SimpleBrowser
from tests.contract.api import (
    POOL_ID,
    USER_ADMIN,
    Api,
    Refused,
    change_client,
    secret_hash,
    with_flows,
)
from tests.contract.app import ADA, ADA_PASSWORD, CALLBACK, CLIENT_ID, App, Clock, answer, claims

SECRET = "development-only-not-a-secret-000000000000000000002"
HIDDEN = ("NotAuthorizedException", "Incorrect username or password.")


@pytest.fixture
def api(app: App) -> Api:
    """Return a caller of a pool whose client has the API's flows, without rotation."""
    return with_flows(app)


# What people do with their own access token, and what else each request needs.
OWN_ACCOUNT: dict[str, dict[str, Any]] = {
    "AssociateSoftwareToken": {},
    "ChangePassword": {"PreviousPassword": "x", "ProposedPassword": "x"},
    "CompleteWebAuthnRegistration": {"Credential": {}},
    "DeleteUser": {},
    "DeleteUserAttributes": {"UserAttributeNames": ["name"]},
    "DeleteWebAuthnCredential": {"CredentialId": "x"},
    "GetUser": {},
    "GetUserAttributeVerificationCode": {"AttributeName": "email"},
    "GetUserAuthFactors": {},
    "GlobalSignOut": {},
    "ListWebAuthnCredentials": {},
    "SetUserMFAPreference": {},
    "StartWebAuthnRegistration": {},
    "UpdateUserAttributes": {"UserAttributes": [{"Name": "name", "Value": "x"}]},
    "VerifySoftwareToken": {"UserCode": "123456"},
    "VerifyUserAttribute": {"AttributeName": "email", "Code": "1"},
}


def refused(api: Api, operation: str, /, **members: Any) -> tuple[str, str]:
    """Return name and message of the exception that an operation ends with."""
    with pytest.raises(Refused) as caught:
        api.call(operation, **members)
    return caught.value.name, caught.value.message


def initiate(username: str = ADA, password: str = ADA_PASSWORD, **more: str) -> dict[str, Any]:
    """Return the members of a sign-in with a password."""
    parameters = {"USERNAME": username, "PASSWORD": password, **more}
    return {
        "ClientId": CLIENT_ID,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": parameters,
    }


def refresh(api: Api, token: str, **more: str) -> dict[str, Any]:
    """Refresh with InitiateAuth."""
    members: dict[str, Any] = {"ClientId": CLIENT_ID, "AuthFlow": "REFRESH_TOKEN_AUTH"}
    reply = api.call("InitiateAuth", AuthParameters={"REFRESH_TOKEN": token, **more}, **members)
    result: dict[str, Any] = reply["AuthenticationResult"]
    return result


def test_a_password_gives_tokens(api: Api, cognito: FakeCognito) -> None:
    """An access token for the API alone, and an ID token without the scope openid."""
    tokens = api.sign_in()
    assert set(tokens) == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
    access, identity = claims(tokens["AccessToken"]), claims(tokens["IdToken"])
    assert access["scope"] == USER_ADMIN
    assert identity["sub"] == access["sub"] == cognito.pool.users[ADA].sub
    assert identity["email"] == "ada@example.com"
    assert not {"at_hash", "nonce"} & set(identity)
    assert identity["origin_jti"] == access["origin_jti"]
    assert api.app.user_info(tokens["AccessToken"]).status_code == 401


def test_parameters_that_are_null_count_as_missing(api: Api) -> None:
    """Browsers send a DEVICE_KEY that they do not have."""
    members = initiate()
    members["AuthParameters"] |= {"DEVICE_KEY": None}
    assert api.call("InitiateAuth", **members)["AuthenticationResult"]["TokenType"] == "Bearer"


def test_an_administrator_signs_people_in(api: Api) -> None:
    """By the flow for administrators, which is none of the public operation."""
    for flow in ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"):
        members = {**initiate(), "AuthFlow": flow}
        reply = api.admin("AdminInitiateAuth", **members)
        assert reply["AuthenticationResult"]["TokenType"] == "Bearer"
    members["AuthFlow"] = "ADMIN_USER_PASSWORD_AUTH"
    assert refused(api, "InitiateAuth", **members)[0] == "InvalidParameterException"


@pytest.mark.parametrize("operation", ["InitiateAuth", "AdminInitiateAuth"])
def test_wrong_credentials_are_refused(api: Api, operation: str) -> None:
    """Alike for unknown people, unless the client says that they are unknown."""
    pool = {"UserPoolId": POOL_ID} if operation.startswith("Admin") else {}
    for username, password in ((ADA, "Wrong-Password-1"), ("nobody", ADA_PASSWORD), ("a b", "x")):
        members = initiate(username, password) | pool
        assert refused(api, operation, **members) == HIDDEN
    change_client(api.app.cognito, prevent_user_existence_errors=False)
    members = initiate("nobody") | pool
    assert refused(api, operation, **members) == ("UserNotFoundException", "User does not exist.")
    assert refused(api, operation, **initiate(ADA, "Wrong-Password-1") | pool) == HIDDEN


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"enabled": False}, "NotAuthorizedException"),
        ({"confirmed": False}, "UserNotConfirmedException"),
        ({"must_reset_password": True}, "PasswordResetRequiredException"),
        ({"password_hash": None}, "NotAuthorizedException"),
    ],
)
def test_people_who_may_not_sign_in(
    api: Api, cognito: FakeCognito, changes: dict[str, Any], name: str
) -> None:
    """Disabled, unconfirmed, with a password to be reset, or without one."""
    for attribute, value in changes.items():
        setattr(cognito.pool.users[ADA], attribute, value)
    assert refused(api, "InitiateAuth", **initiate())[0] == name
    wrong = initiate(ADA, "Wrong-Password-1")
    assert refused(api, "InitiateAuth", **wrong) == HIDDEN


def test_flows_that_a_client_does_not_have(api: Api, cognito: FakeCognito) -> None:
    """And flows that the stand-in or Cognito does not have."""
    change_client(cognito, auth_flows=(), refresh_enabled=False)
    for flow in ("USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH"):
        members = {**initiate(REFRESH_TOKEN="x"), "AuthFlow": flow}
        name, message = refused(api, "InitiateAuth", **members)
        assert (name, flow in message) == ("InvalidParameterException", True)
    members["AuthFlow"] = "CUSTOM_AUTH"
    name, message = refused(api, "InitiateAuth", **members)
    assert (name, "CUSTOM_AUTH" in message) == ("UnsupportedOperationException", True)
    members["AuthFlow"] = "MAGIC"
    assert refused(api, "InitiateAuth", **members)[0] == "InvalidParameterException"


@pytest.mark.parametrize("missing", ["USERNAME", "PASSWORD"])
def test_missing_parameters(api: Api, missing: str) -> None:
    """The message names the parameter."""
    members = initiate()
    del members["AuthParameters"][missing]
    assert refused(api, "InitiateAuth", **members) == (
        "InvalidParameterException",
        f"Missing required parameter {missing}",
    )


def test_unknown_clients_and_pools(api: Api) -> None:
    """Are named in the message."""
    members = {**initiate(), "ClientId": "unknown"}
    assert refused(api, "InitiateAuth", **members) == (
        "ResourceNotFoundException",
        "User pool client unknown does not exist.",
    )
    other = {**initiate(), "UserPoolId": "eu-west-1_Other0001"}
    assert refused(api, "AdminInitiateAuth", **other) == (
        "ResourceNotFoundException",
        "User pool eu-west-1_Other0001 does not exist.",
    )


def test_a_client_with_a_secret_needs_its_hash(api: Api, cognito: FakeCognito) -> None:
    """Of either secret; and a client without a secret refuses any."""
    superfluous = initiate(SECRET_HASH=secret_hash(CLIENT_ID, SECRET, ADA))
    assert refused(api, "InitiateAuth", **superfluous)[0] == "NotAuthorizedException"
    change_client(cognito, secret=SECRET, second_secret=SECRET[::-1])
    assert refused(api, "InitiateAuth", **initiate())[0] == "NotAuthorizedException"
    for wrong in (secret_hash(CLIENT_ID, SECRET, "grace"), "x", "é"):
        members = initiate(SECRET_HASH=wrong)
        assert refused(api, "InitiateAuth", **members)[0] == "NotAuthorizedException"
    for secret in (SECRET, SECRET[::-1]):
        right = secret_hash(CLIENT_ID, secret, ADA)
        tokens = api.call("InitiateAuth", **initiate(SECRET_HASH=right))["AuthenticationResult"]
        assert refresh(api, tokens["RefreshToken"], SECRET_HASH=right)["AccessToken"]
        members = {"RefreshToken": tokens["RefreshToken"], "ClientId": CLIENT_ID}
        for given in (None, "wrong"):
            name, _ = refused(api, "GetTokensFromRefreshToken", **members, **secret_member(given))
            assert name == "NotAuthorizedException"
        assert api.call("GetTokensFromRefreshToken", **members, ClientSecret=secret)
    with pytest.raises(Refused, match="secret"):
        refresh(api, tokens["RefreshToken"])
    with pytest.raises(Refused, match="secret"):
        refresh(api, tokens["RefreshToken"], SECRET_HASH=secret_hash(CLIENT_ID, SECRET, "grace"))
    revocation = {"Token": tokens["RefreshToken"], "ClientId": CLIENT_ID}
    assert refused(api, "RevokeToken", **revocation)[0] == "UnauthorizedException"
    assert api.call("RevokeToken", **revocation, ClientSecret=SECRET) == {}


def secret_member(secret: str | None) -> dict[str, str]:
    """Return the member with a client's secret, or nothing."""
    return {} if secret is None else {"ClientSecret": secret}


def test_the_refresh_flow(api: Api) -> None:
    """It returns no refresh token, and keeps the sign-in."""
    first = api.sign_in()
    second = refresh(api, first["RefreshToken"])
    assert set(second) == {"AccessToken", "IdToken", "ExpiresIn", "TokenType"}
    old, new = claims(first["AccessToken"]), claims(second["AccessToken"])
    assert (old["origin_jti"], old["auth_time"]) == (new["origin_jti"], new["auth_time"])
    assert old["jti"] != new["jti"]


def test_rotation_excludes_the_refresh_flow(api: Api, cognito: FakeCognito) -> None:
    """GetTokensFromRefreshToken rotates instead."""
    token = api.sign_in()["RefreshToken"]
    change_client(cognito, rotation_enabled=True, retry_grace_seconds=0)
    members = {"ClientId": CLIENT_ID, "AuthFlow": "REFRESH_TOKEN_AUTH"}
    refusal = refused(api, "InitiateAuth", **members, AuthParameters={"REFRESH_TOKEN": token})
    assert refusal[0] == "InvalidParameterException"
    request = {"ClientId": CLIENT_ID, "RefreshToken": token}
    result = api.call("GetTokensFromRefreshToken", **request)["AuthenticationResult"]
    assert result["RefreshToken"] != token
    assert refused(api, "GetTokensFromRefreshToken", **request)[0] == "RefreshTokenReuseException"


def test_tokens_of_the_domain_can_be_refreshed_at_the_api(api: Api, cognito: FakeCognito) -> None:
    """As Amplify does; scopes carry over, and the old token works in its grace period."""
    change_client(cognito, rotation_enabled=True, retry_grace_seconds=30)
    tokens = api.app.tokens(scope="openid email")
    request = {"ClientId": CLIENT_ID, "RefreshToken": tokens["refresh_token"]}
    for _ in range(2):
        result = api.call("GetTokensFromRefreshToken", **request)["AuthenticationResult"]
        assert claims(result["AccessToken"])["scope"] == "openid email"
        assert claims(result["IdToken"])["email"] == "ada@example.com"
    without = api.app.tokens(scope="api/read")["refresh_token"]
    request["RefreshToken"] = without
    result = api.call("GetTokensFromRefreshToken", **request)["AuthenticationResult"]
    assert "IdToken" not in result


def test_refresh_tokens_that_are_refused(api: Api, cognito: FakeCognito, clock: Clock) -> None:
    """Unknown ones, another client's, revoked and expired ones, and those of disabled people."""
    operation = "GetTokensFromRefreshToken"
    name, message = refused(api, operation, ClientId=CLIENT_ID, RefreshToken="x")
    assert (name, message) == ("NotAuthorizedException", "Invalid Refresh Token")
    token = api.sign_in()["RefreshToken"]
    other = replace(cognito.pool.clients[CLIENT_ID], client_id="another")
    cognito.pool.clients["another"] = other
    assert refused(api, operation, ClientId="another", RefreshToken=token)[1] == message
    cognito.pool.users[ADA].enabled = False
    request = {"ClientId": CLIENT_ID, "RefreshToken": token}
    assert refused(api, operation, **request) == ("NotAuthorizedException", "User is disabled.")
    cognito.pool.users[ADA].enabled = True
    assert api.call("RevokeToken", ClientId=CLIENT_ID, Token=token) == {}
    assert "revoked" in refused(api, operation, **request)[1]
    request["RefreshToken"] = api.sign_in()["RefreshToken"]
    clock.advance(cognito.pool.clients[CLIENT_ID].refresh_token_seconds)
    assert "expired" in refused(api, operation, **request)[1]


def test_revocation(api: Api, cognito: FakeCognito) -> None:
    """It ends the family; unknown tokens succeed, signed tokens do not."""
    tokens = api.sign_in()
    request = {"ClientId": CLIENT_ID, "Token": tokens["RefreshToken"]}
    assert api.call("RevokeToken", ClientId=CLIENT_ID, Token="x") == {}
    signed = {**request, "Token": tokens["AccessToken"]}
    assert refused(api, "RevokeToken", **signed)[0] == "UnsupportedTokenTypeException"
    cognito.pool.clients["another"] = replace(
        cognito.pool.clients[CLIENT_ID], client_id="another", revocation_enabled=False
    )
    foreign = {**request, "ClientId": "another"}
    assert refused(api, "RevokeToken", **foreign)[0] == "UnsupportedOperationException"
    change = replace(cognito.pool.clients["another"], revocation_enabled=True)
    cognito.pool.clients["another"] = change
    assert refused(api, "RevokeToken", **foreign)[0] == "UnauthorizedException"
    unknown = {**request, "ClientId": "unknown"}
    assert refused(api, "RevokeToken", **unknown)[0] == "UnauthorizedException"
    assert api.call("GetUser", AccessToken=tokens["AccessToken"])
    assert api.call("RevokeToken", **request) == {}
    assert refused(api, "GetUser", AccessToken=tokens["AccessToken"]) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )


def test_get_user(api: Api, cognito: FakeCognito) -> None:
    """The attributes that the client may read, booleans as strings, and active factors."""
    user = cognito.pool.users[ADA]
    user.second_factors = ["email", "totp", "sms"]
    change_client(cognito, read_attributes=("email", "email_verified"))
    tokens = api.app.tokens(scope=f"openid {USER_ADMIN}")
    user.active_factors, user.preferred_factor = ["totp", "sms"], "sms"
    document = api.call("GetUser", AccessToken=tokens["access_token"])
    attributes = {one["Name"]: one["Value"] for one in document["UserAttributes"]}
    assert attributes == {
        "sub": cognito.pool.users[ADA].sub,
        "email": "ada@example.com",
        "email_verified": "true",
    }
    assert document["Username"] == ADA
    assert document["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA", "SMS_MFA"]
    assert document["PreferredMfaSetting"] == "SMS_MFA"


@pytest.mark.parametrize("operation", sorted(OWN_ACCOUNT))
def test_access_tokens_that_are_refused(
    api: Api, cognito: FakeCognito, clock: Clock, operation: str
) -> None:
    """Junk, ID tokens, other scopes, machines, expired ones, those of gone or disabled people."""
    tokens, members = api.sign_in(), OWN_ACCOUNT[operation]
    machine = api.app.machine().json()["access_token"]
    other_scope = api.app.tokens(scope="openid")["access_token"]
    for token in ("x", "a.b.c", tokens["IdToken"], tokens["AccessToken"][:-8] + "AAAAAAAA"):
        assert refused(api, operation, AccessToken=token, **members)[1] == "Invalid Access Token"
    for token in (machine, other_scope):
        expected = "Access Token does not have required scopes"
        assert refused(api, operation, AccessToken=token, **members)[1] == expected
    of_ada = {"AccessToken": tokens["AccessToken"], **members}
    user = cognito.pool.users[ADA]
    user.enabled = False
    assert refused(api, operation, **of_ada)[1] == "User is disabled."
    user.enabled = True
    user.sub = "another-account-with-this-name"
    assert refused(api, operation, **of_ada)[1] == "User does not exist."
    del cognito.pool.users[ADA]
    assert refused(api, operation, **of_ada)[1] == "User does not exist."
    clock.advance(3600)
    expected = "Access Token has expired"
    assert refused(api, operation, **of_ada)[1] == expected


def test_tokens_of_another_pool_are_refused(api: Api, cognito: FakeCognito) -> None:
    """Even if it has the same keys, and its tokens have no id that could be unknown here."""
    change_client(cognito, revocation_enabled=False)
    token = api.sign_in()["AccessToken"]
    open_id = api.app.tokens(scope="openid")["access_token"]
    assert api.app.user_info(open_id).status_code == 200
    cognito.pool.issuer = "http://localhost:8002/eu-west-1_Other0001"
    assert refused(api, "GetUser", AccessToken=token)[1] == "Invalid Access Token"
    assert api.app.user_info(open_id).status_code == 401


def test_global_sign_out(api: Api) -> None:
    """It ends all tokens of the person, and leaves the browser's session with the domain."""
    first, second = api.sign_in(), api.sign_in()
    grace = api.sign_in("grace", "First-Actual-Bug-1947")
    api.app.sign_in()
    assert api.call("GlobalSignOut", AccessToken=first["AccessToken"]) == {}
    for tokens in (first, second):
        with pytest.raises(Refused, match="revoked"):
            api.call("GetUser", AccessToken=tokens["AccessToken"])
        with pytest.raises(Refused, match="revoked"):
            refresh(api, tokens["RefreshToken"])
    assert api.call("GetUser", AccessToken=grace["AccessToken"])
    assert api.app.http.get(api.app.url()).headers["location"].startswith(CALLBACK)


def test_a_federated_person_has_no_password_here(api: Api, cognito: FakeCognito) -> None:
    """GetUser shows the other account as a JSON string."""
    browser = SimpleBrowser(cognito)
    browser.open(api.app.url(identity_provider="Example", scope=USER_ADMIN))
    callback = browser.submit({"person": "katherine"})
    token = api.app.exchange(answer(callback)["code"]).json()["access_token"]
    document = api.call("GetUser", AccessToken=token)
    attributes = {one["Name"]: one["Value"] for one in document["UserAttributes"]}
    assert '"providerName": "Example"' in attributes["identities"]
    members = initiate(document["Username"], "anything")
    assert refused(api, "InitiateAuth", **members) == HIDDEN


def test_the_api_has_its_own_errors_of_servers(api: Api, cognito: FakeCognito) -> None:
    """It throttles with status 400, and its internal error is an exception, too."""
    members = {"AccessToken": api.sign_in()["AccessToken"]}
    cognito.faults.enable("throttled", path="=/", times=1)
    assert refused(api, "GetUser", **members)[0] == "TooManyRequestsException"
    cognito.faults.enable("server-crash", path="=/", times=1)
    crashed = api.post("GetUser", members)
    assert (crashed.status_code, crashed.json()["__type"]) == (500, "InternalErrorException")
    assert crashed.headers["access-control-allow-origin"] == "*"
    assert api.call("GetUser", **members)["Username"] == ADA


def test_faults_apply_to_the_api(api: Api, cognito: FakeCognito) -> None:
    """A clock that is ahead makes tokens expire here too."""
    tokens = api.sign_in()
    cognito.faults.skew_seconds = 7200
    cognito.faults.enable("clock-ahead")
    assert "expired" in refused(api, "GetUser", AccessToken=tokens["AccessToken"])[1]
