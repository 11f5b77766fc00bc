"""The identity pool's requests and answers, strictly."""

import json

import pytest

from auth.calls.aws.identity_pool import (
    credentials_request,
    identity_request,
    logins_of,
    parse_credentials,
    parse_identity,
)
from auth.config.aws import AwsSettings
from auth.errors import MalformedResponse, TokenRequestRejected
from tests.support import samples

POOL = "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001"
AWS = AwsSettings(identity_pool_id=POOL, identity_origin="", aws_origins=())
SOUND = {
    "AccessKeyId": "ASIAEXAMPLE",
    "SecretKey": "secret",
    "SessionToken": "token",
    "Expiration": 1.8e9,
}


def test_both_requests_carry_the_id_token_under_its_issuer() -> None:
    """To the region's own endpoint, unsigned, as AWS JSON 1.1."""
    logins = logins_of(samples.ISSUER, "T")
    assert logins == {"localhost:8002/eu-west-1_StandIn01": "T"}
    identity, credentials = identity_request(AWS, logins), credentials_request(AWS, "I", logins)
    assert isinstance(identity.body, str)
    assert isinstance(credentials.body, str)
    assert json.loads(identity.body) == {"IdentityPoolId": POOL, "Logins": logins}
    assert json.loads(credentials.body) == {"IdentityId": "I", "Logins": logins}
    assert identity.url == "https://cognito-identity.eu-west-1.amazonaws.com/"
    assert dict(credentials.headers) == {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AWSCognitoIdentityService.GetCredentialsForIdentity",
    }


def test_credentials_are_read_and_not_shown() -> None:
    """Their representation has nothing of them."""
    reply = samples.reply({"IdentityId": "I", "Credentials": SOUND})
    identity_id, credentials = parse_credentials(reply)
    assert (identity_id, credentials.secret_key, credentials.expires_at) == ("I", "secret", 1.8e9)
    assert repr(credentials) == "<AwsCredentials>"


@pytest.mark.parametrize(
    "change",
    [
        {"AccessKeyId": None},
        {"SecretKey": 7},
        {"SessionToken": "a b"},
        {"SessionToken": "a\r\nb"},
        {"Expiration": "soon"},
        {"Expiration": -1},
    ],
)
def test_credentials_that_cannot_be_are_refused(change: dict[str, object]) -> None:
    """Credentials of a wrong type, or with characters that no header can carry, are refused."""
    document = {"IdentityId": "I", "Credentials": {**SOUND, **change}}
    with pytest.raises(MalformedResponse):
        parse_credentials(samples.reply(document))


@pytest.mark.parametrize("credentials", [None, [], "AccessKeyId"])
def test_credentials_are_an_object(credentials: object) -> None:
    """Another JSON value is refused."""
    with pytest.raises(MalformedResponse, match="not an object"):
        parse_credentials(samples.reply({"IdentityId": "I", "Credentials": credentials}))


@pytest.mark.parametrize("document", [{}, {"IdentityId": 7}, {"IdentityId": ""}])
def test_an_identity_is_a_text(document: object) -> None:
    """A missing identity, or one that is not a string, is refused."""
    with pytest.raises(MalformedResponse):
        parse_identity(samples.reply(document))
    with pytest.raises(MalformedResponse):
        parse_credentials(samples.reply({"Credentials": SOUND, **document}))  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"__type": "NotAuthorizedException", "message": "x"}, "NotAuthorizedException"),
        ({"__type": "com.example#TooManyRequestsException"}, "TooManyRequestsException"),
        ({"__type": "<script>"}, ""),
        ({"__type": "x" * 65}, ""),
        ({"__type": 7}, ""),
        ({}, ""),
        (b"<html>", ""),
    ],
)
def test_a_refusal_is_named_when_it_looks_like_a_name(body: object, name: str) -> None:
    """The message, which may quote a token, is not repeated."""
    with pytest.raises(TokenRequestRejected) as caught:
        parse_identity(samples.reply(body, 400))
    assert (caught.value.error, caught.value.status) == (name, 400)
