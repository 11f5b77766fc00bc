"""Exchanges an ID token for temporary AWS credentials (Cognito Federated Identities API).

This is the enhanced flow: the identity pool chooses the role. Neither request is signed.
"""

from ...config.aws import AwsSettings
from ...encoding import members
from ...errors import MalformedResponse, TokenRequestRejected
from ...protocol.http import Request, Response
from ..aws_json import aws_json_request, error_name

_SERVICE = "AWSCognitoIdentityService."


class AwsCredentials:
    """Temporary credentials, which are secret: keep them out of logs, storage and the page.

    Attributes:
        access_key_id: The name of the key.
        secret_key: The key that signs requests.
        session_token: Sent with each request.
        expires_at: When they expire, in epoch seconds.
    """

    def __init__(
        self, *, access_key_id: str, secret_key: str, session_token: str, expires_at: float
    ) -> None:
        self.access_key_id = access_key_id
        self.secret_key = secret_key
        self.session_token = session_token
        self.expires_at = expires_at

    def __repr__(self) -> str:
        return "<AwsCredentials>"


def identity_request(aws: AwsSettings, logins: "dict[str, str]") -> Request:
    """Build the request for the identity of a person (GetId).

    Args:
        aws: The identity pool.
        logins: What `logins_of` returns.
    """
    return _request(aws, "GetId", {"IdentityPoolId": aws.identity_pool_id, "Logins": logins})


def credentials_request(aws: AwsSettings, identity_id: str, logins: "dict[str, str]") -> Request:
    """Build the request for credentials (GetCredentialsForIdentity).

    Args:
        aws: The identity pool.
        identity_id: What `parse_identity` returned.
        logins: What `logins_of` returns.
    """
    document: dict[str, object] = {"IdentityId": identity_id, "Logins": logins}
    return _request(aws, "GetCredentialsForIdentity", document)


def logins_of(issuer: str, id_token: str) -> "dict[str, str]":
    """Return the `Logins` map: the ID token, by its issuer without the protocol."""
    return {issuer.partition("://")[2]: id_token}


def parse_identity(response: Response) -> str:
    """Return the identity id of a GetId response.

    Raises:
        TokenRequestRejected: AWS refused; `error` is the name of its exception.
        MalformedResponse: It is not such a response.
    """
    return members.string(_successful_body(response), "IdentityId")


def parse_credentials(response: Response) -> "tuple[str, AwsCredentials]":
    """Return the identity id, which may have changed, and the credentials.

    Raises:
        TokenRequestRejected: AWS refused; `error` is the name of its exception.
        MalformedResponse: It is not a response to GetCredentialsForIdentity.
    """
    body = _successful_body(response)
    found = body.get("Credentials")
    if not isinstance(found, dict):
        raise MalformedResponse("Credentials is not an object")
    credentials = AwsCredentials(
        access_key_id=members.visible(found, "AccessKeyId"),
        secret_key=members.visible(found, "SecretKey"),
        session_token=members.visible(found, "SessionToken"),
        expires_at=members.number(found, "Expiration"),
    )
    return members.string(body, "IdentityId"), credentials


def _request(aws: AwsSettings, operation: str, document: "dict[str, object]") -> Request:
    return aws_json_request(aws.identity_origin, _SERVICE + operation, document)


def _successful_body(response: Response) -> "dict[str, object]":
    if response.status != 200:
        raise TokenRequestRejected(error_name(response), status=response.status)
    return response.json()
