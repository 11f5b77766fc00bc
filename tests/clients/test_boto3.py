"""boto3 in Python, over TLS: user pools and identity pools with their own endpoint."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, SSLError

from cognito_stand_in import FakeCognito
from cognito_stand_in.factors.totp import code_at
from tests.clients.places import SecureStandIn
from tests.contract.app import ADA, ADA_PASSWORD, CLIENT_ID

PASSWORD = "New-Password-2026"
SECRET = "s" * 51


@contextmanager
def client(secured: SecureStandIn, service: str, **changes: Any) -> Iterator[Any]:
    """Open a client of boto3."""
    opened = boto3.client(
        service,
        region_name="eu-west-1",
        endpoint_url=secured.origins.issuer,
        aws_access_key_id="local",
        aws_secret_access_key="local",
        **{"verify": str(secured.files.authority), **changes},
    )
    with closing(opened):
        yield opened


@pytest.fixture(scope="module")
def pool(secured: SecureStandIn) -> Iterator[Any]:
    """Open a client for the user pool."""
    with client(secured, "cognito-idp") as opened:
        yield opened


@pytest.fixture
def cognito(secured: SecureStandIn) -> FakeCognito:
    """Return the stand-in."""
    return secured.cognito


def sign_in(pool: Any, username: str = ADA, password: str = ADA_PASSWORD) -> dict[str, Any]:
    """Sign in with a password."""
    answer: dict[str, Any] = pool.initiate_auth(
        ClientId=CLIENT_ID,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    return answer


def test_a_user_is_made_and_signs_in(pool: Any, cognito: FakeCognito) -> None:
    """As programs set a pool up before tests."""
    name = {"UserPoolId": cognito.pool.pool_id, "Username": "mary"}
    email = [{"Name": "email", "Value": "mary@example.com"}]
    pool.admin_create_user(**name, UserAttributes=email, MessageAction="SUPPRESS")
    pool.admin_set_user_password(**name, Password=PASSWORD, Permanent=True)
    pool.create_group(UserPoolId=cognito.pool.pool_id, GroupName="pilots")
    pool.admin_add_user_to_group(**name, GroupName="pilots")
    access = sign_in(pool, "mary", PASSWORD)["AuthenticationResult"]["AccessToken"]
    assert pool.get_user(AccessToken=access)["Username"] == "mary"
    pages = pool.get_paginator("list_users").paginate(
        UserPoolId=cognito.pool.pool_id, PaginationConfig={"PageSize": 1}
    )
    names = [user["Username"] for page in pages for user in page["Users"]]
    assert names == ["ada", "grace", "mary"]
    pool.admin_delete_user(**name)
    with pytest.raises(pool.exceptions.UserNotFoundException):
        pool.admin_get_user(**name)


def test_a_fixture_enrols_an_authenticator_app(pool: Any, cognito: FakeCognito) -> None:
    """And signs in with it: the script that programs run before tests of their pages."""
    name = {"UserPoolId": cognito.pool.pool_id, "Username": "emmy"}
    pool.admin_create_user(**name, MessageAction="SUPPRESS")
    pool.admin_set_user_password(**name, Password=PASSWORD, Permanent=True)
    access = sign_in(pool, "emmy", PASSWORD)["AuthenticationResult"]["AccessToken"]
    secret = pool.associate_software_token(AccessToken=access)["SecretCode"]
    with pytest.raises(pool.exceptions.EnableSoftwareTokenMFAException):
        pool.verify_software_token(
            AccessToken=access, UserCode=code_at(secret, cognito.now() + 300)
        )
    code = code_at(secret, cognito.now())
    verified = pool.verify_software_token(AccessToken=access, UserCode=code)
    assert verified["Status"] == "SUCCESS"
    preferred = {"Enabled": True, "PreferredMfa": True}
    pool.set_user_mfa_preference(AccessToken=access, SoftwareTokenMfaSettings=preferred)
    assert pool.get_user(AccessToken=access)["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    challenge = sign_in(pool, "emmy", PASSWORD)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    answer = {
        "ClientId": CLIENT_ID,
        "ChallengeName": "SOFTWARE_TOKEN_MFA",
        "Session": challenge["Session"],
    }
    with pytest.raises(pool.exceptions.ExpiredCodeException, match="used once"):
        pool.respond_to_auth_challenge(**answer, ChallengeResponses=responses("emmy", code))
    code = code_at(secret, cognito.now() + 30)
    result = pool.respond_to_auth_challenge(**answer, ChallengeResponses=responses("emmy", code))
    assert result["AuthenticationResult"]["IdToken"]
    pool.delete_user(AccessToken=access)


def responses(username: str, code: str) -> dict[str, str]:
    """Return the answer to the challenge of an authenticator app."""
    return {"USERNAME": username, "SOFTWARE_TOKEN_MFA_CODE": code}


def test_exceptions_are_its_own(pool: Any) -> None:
    """boto3 has a class for each that the model declares."""
    with pytest.raises(pool.exceptions.NotAuthorizedException, match="Incorrect username"):
        sign_in(pool, ADA, "Wrong-Password-1")
    with pytest.raises(pool.exceptions.UsernameExistsException):
        pool.sign_up(ClientId=CLIENT_ID, Username=ADA, Password=PASSWORD)
    with pytest.raises(pool.exceptions.InvalidPasswordException):
        pool.sign_up(ClientId=CLIENT_ID, Username="lise", Password="weak-password")
    with pytest.raises(ClientError, match="the stand-in does not have this operation"):
        pool.list_user_import_jobs(UserPoolId="eu-west-1_StandIn01", MaxResults=1)


def test_tokens_are_refreshed_and_revoked(pool: Any) -> None:
    """With rotation."""
    first = sign_in(pool)["AuthenticationResult"]
    request = {"ClientId": CLIENT_ID, "RefreshToken": first["RefreshToken"]}
    second = pool.get_tokens_from_refresh_token(**request)["AuthenticationResult"]
    pool.revoke_token(ClientId=CLIENT_ID, Token=second["RefreshToken"])
    with pytest.raises(pool.exceptions.NotAuthorizedException, match="revoked"):
        pool.get_user(AccessToken=second["AccessToken"])


def test_a_confidential_client_signs_people_in(pool: Any, cognito: FakeCognito) -> None:
    """With SECRET_HASH."""
    public = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients[CLIENT_ID] = replace(public, secret=SECRET)
    digest = hmac.digest(SECRET.encode(), f"{ADA}{CLIENT_ID}".encode(), hashlib.sha256)
    parameters = {"USERNAME": ADA, "PASSWORD": ADA_PASSWORD}
    parameters["SECRET_HASH"] = base64.b64encode(digest).decode()
    result = pool.admin_initiate_auth(
        UserPoolId=cognito.pool.pool_id,
        ClientId=CLIENT_ID,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters=parameters,
    )
    cognito.pool.clients[CLIENT_ID] = public
    assert result["AuthenticationResult"]["IdToken"]


def test_the_identity_pool(secured: SecureStandIn, pool: Any, cognito: FakeCognito) -> None:
    """It exchanges the ID token for credentials."""
    assert cognito.pool.identity_pool is not None
    token = sign_in(pool)["AuthenticationResult"]["IdToken"]
    logins = {cognito.pool.issuer.removeprefix("https://"): token}
    with client(secured, "cognito-identity") as identities:
        pool_id = cognito.pool.identity_pool.pool_id
        found = identities.get_id(IdentityPoolId=pool_id, Logins=logins)
        request = {"IdentityId": found["IdentityId"], "Logins": logins}
        credentials = identities.get_credentials_for_identity(**request)["Credentials"]
        assert credentials["AccessKeyId"] in cognito.identities.credentials
        assert identities.get_open_id_token(**request)["Token"]


def test_the_certificate_is_checked(secured: SecureStandIn) -> None:
    """Without its authority, nothing is sent."""
    with client(secured, "cognito-idp", verify=True) as distrustful, pytest.raises(SSLError):
        sign_in(distrustful)
